#!lua flags=allow-oom
-- audit-members: checks members of one set or list of a queue: each must be a job of that queue.
-- KEYS: meta, absent
-- ARGV: repair (0|1), queue, part of the queue (a state, expiry, parked:<type>, group:<group>,
--       held:<group>), id...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record tokens arm moves values dedup dependents callbacks groups finish parked report rearm

local q, part = ARGV[2], ARGV[3]
local key = queue_key(q, part)
local parked_type = string.match(part, '^parked:(.+)$')
local group, holder_group = string.match(part, '^group:(.+)$'), string.match(part, '^held:(.+)$')

local function is_member(id)
  if holder_group then
    return call('SISMEMBER', key, id) == 1
  end
  return call('ZSCORE', key, id)
end

local function is_home(id, names)
  if queue_of(names) ~= q or (parked_type and type_of(names) ~= parked_type) then
    return false
  end
  return not (group or holder_group) or call('HGET', job_key(id), 't') == (group or holder_group)
end

local function leave(id)
  return function()
    if parked_type then
      unlist_parked(q, id, parked_type)
    elseif group then
      call('ZREM', key, id)
      forget_group(q, group)
    elseif holder_group then
      call('SREM', key, id)
      admit(q, holder_group, ADMITTED_AT_ONCE)
      commit()
    else
      call('ZREM', key, id)
      rearm(q)
    end
  end
end

for i = 4, #ARGV do
  local id = ARGV[i]
  if is_member(id) then
    local kind = call('TYPE', job_key(id)).ok
    local names = kind == 'hash' and call('HGET', job_key(id), 'n')
    if kind == 'none' then
      report('member_without_job', id, q .. ' ' .. part, leave(id))
    elseif is_names(names) and not is_home(id, names) then
      report('member_misplaced', id, q .. ' ' .. part .. ' by its record ' .. names, leave(id))
    end
  end
end
return reply
