#!lua flags=allow-oom
-- reschedule: changes when a waiting job may start, or its priority. One that is due at once is queued at once.
-- KEYS: meta, absent
-- ARGV: rules, id, priority ("": as it is), delay_ms ("": see run_at), run_at in epoch ms ("": as it is)
-- returns: "ok <state>", "wrong_state <state>" or "not_found"
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish feed told parked unblock alarms

use_rules(ARGV[1])
local id, priority = ARGV[2], tonumber(ARGV[3])
local due = ARGV[4] ~= '' and now + tonumber(ARGV[4]) or tonumber(ARGV[5])

-- At its old place among those of the new priority.
local function set_priority(q, names, s)
  local score = (100 - priority) * PRIORITY_STEP + rec_score(s) % PRIORITY_STEP
  call('HSET', job_key(id), 's', sub(s, 1, 44) .. format('%014x', score) .. sub(s, 59, 64))
  if rec_status(s) == 'q' then
    call('ZADD', queue_key(q, 'queued'), 'XX', int(score), id)
  elseif rec_status(s) == 'b' then
    call('ZADD', queue_key(q, 'parked:' .. type_of(names)), 'XX', int(score), id)
    local group = call('HGET', job_key(id), 't')
    if group then
      call('ZADD', waiting_key(q, group), 'XX', int(group_rate.order(s, score)), id)
    end
  end
end

local function set_due(q, state, s)
  if state == 'scheduled' then
    call('ZADD', queue_key(q, 'scheduled'), 'XX', int(math.max(due, now)), id)
    batch_of(q).rearm = true
  elseif due > now then
    local flags = rec_flags(s)
    if has(flags, FLAG_GROUP) then
      -- It is as if it had been sent for later.
      flags = leave_group(q, id, flags)
    end
    call('HSET', job_key(id), 's', 's' .. format('%03x', flags) .. sub(s, 5, 33) .. now_hex .. sub(s, 45, 64))
    move(q, id, 'queued', 'scheduled', int(due))
  end
  commit()
  if state == 'scheduled' and due <= now then
    serve_alarms({ due = true }, 100)
  end
end

local found = call('HMGET', job_key(id), 's', 'n')
local s = found[1]
if not s then
  return 'not_found'
end
local q, state = queue_of(found[2]), STATE[rec_status(s)]
if not WAITING[rec_status(s)] or (due and state == 'blocked') then
  return 'wrong_state ' .. state
end
if priority then
  set_priority(q, found[2], s)
end
if due then
  set_due(q, state, call('HGET', job_key(id), 's'))
end
return 'ok ' .. STATE[rec_status(call('HGET', job_key(id), 's'))]
