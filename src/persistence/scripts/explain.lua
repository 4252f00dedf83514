#!lua flags=no-writes
-- explain: a job, and all that decides when it goes on, as of one moment.
-- KEYS: meta, absent
-- ARGV: id, how long ago workers were heard of at most (ms), span in which outcomes are counted (ms)
-- returns: nothing, or: now (epoch ms), the same as `get`, the queue's config (flat), its running jobs, jobs ahead
--       (-1: not queued), parked for its type (0|1), what it waits for in its group (none:
--       empty; else group, most places, jobs before it, places taken, whether it has one of them (0|1), some of
--       those who took them), when the queue's rate has room again (-1: unknown), the same for that of its group
--       (-1: it has), running jobs of the namespace, outcomes in the span, the span, then workers as in `workers`
--@include base clock record tokens arm moves values groups view living ageing

local id, span = ARGV[1], tonumber(ARGV[3])
local view = view_job(id, true)
if not view then
  return false
end
local names = call('HGET', job_key(id), 'n')
local q, kind = queue_of(names), type_of(names)

-- Outcomes of the span. Retention may have taken some: if only outcomes of the span are left, then the span
-- begins with the oldest.
local finished, kept, oldest = 0, 0, now
for _, state in ipairs({ 'completed', 'failed', 'cancelled' }) do
  local key = queue_key(q, state)
  finished = finished + call('ZCOUNT', key, int(now - span), '+inf')
  kept = kept + call('ZCARD', key)
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
  oldest = math.min(oldest, first and tonumber(first) or now)
end
if finished == kept then
  span = math.max(1000, now - oldest)
end

-- What it waits for in its group. A group may have many places: a few of the jobs that have one, by id.
local MOST_HOLDERS, MOST_SORTED = 10, 1000

local function waits_in_group()
  local group = call('HGET', job_key(id), 't')
  local before = group and call('ZRANK', waiting_key(q, group), id)
  if not before then
    return {}
  end
  local held = held_key(q, group)
  local facts, taken = { group, int(group_limit(q)), int(before), int(call('SCARD', held)) }, {}
  facts[5] = int(call('SISMEMBER', held, id))
  if tonumber(facts[4]) <= MOST_SORTED then
    taken = call('SMEMBERS', held)
    table.sort(taken)
  end
  for i = 1, math.min(MOST_HOLDERS, #taken) do
    facts[5 + i] = taken[i]
  end
  return facts
end

-- When the rate of its group has room again.
local function group_rate_at()
  local rate, group = config_of(q).group_rate, call('HGET', job_key(id), 't')
  return rate and group and group_rate.next_start(q, group) or '-1'
end

local ahead = call('ZRANK', queue_key(q, 'queued'), id)
if ahead and config_of(q).priority_ageing_ms then
  ahead = ageing.ahead(q, id)
end
local reply = {
  now_text, view, call('HGETALL', queue_key(q, 'config')), call('ZCARD', queue_key(q, 'in_progress')), ahead or -1,
  call('ZSCORE', queue_key(q, 'parked:' .. kind), id) and 1 or 0, waits_in_group(), call('ZSCORE', P .. 'alarm', 'rate|' .. q) or '-1',
  group_rate_at(), call('HGET', P .. 'counts', 'state:in_progress') or '0', finished, int(span),
}
for _, part in ipairs(workers_of_last(tonumber(ARGV[2]))) do
  reply[#reply + 1] = part
end
return reply
