#!lua flags=allow-oom
-- history-queues: writes down the sums of those queues in which something changed since they were written down, and how
-- long their jobs took in the step before.
-- KEYS: meta, absent
-- ARGV: length of a step (ms), places in a ring, most queues that have one, queue to start after ("" for the first),
--       most queues to look at
-- returns: the last queue looked at, "" at the end
--@include base clock percentiles history-room

-- In the order of history-record.
local COUNTERS = {
  'enqueued', 'started', 'completed', 'failed', 'cancelled', 'retried', 'lapsed', 'snoozed', 'released', 'dropped',
}
local STATES = { 'scheduled', 'blocked', 'queued', 'in_progress', 'completed', 'failed', 'cancelled' }
local NOTHING = string.rep(' 0', #COUNTERS + #STATES)

local step_ms, places, most, look = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local step, kept_ms = floor(now / step_ms), int(step_ms * places)

local function sums_of(q)
  local sums = ''
  for _, value in ipairs(call('HMGET', queue_key(q, 'stats'), unpack(COUNTERS))) do
    sums = sums .. ' ' .. (value or '0')
  end
  for _, state in ipairs(STATES) do
    sums = sums .. ' ' .. int(call('ZCARD', queue_key(q, state)))
  end
  return sums
end

local function write(q, sums, known)
  local key = queue_key(q, 'history')
  local since = tonumber(call('HGET', queue_key(q, 'stats'), 'since') or 0)
  if not known and since >= (step - 1) * step_ms then
    -- It is new: before, there was nothing.
    call('HSET', key, int((step - 1) % places), int(step - 1) .. NOTHING)
  end
  call('HSET', key, int(step % places), int(step) .. sums .. percentiles_of(queue_key(q, 'latency'), ARGV[1], step - 1), 'last', sums)
  call('PEXPIRE', key, kept_ms)
  call('ZADD', HISTORIES, int(step), q)
  call('PEXPIRE', HISTORIES, kept_ms)
end

local from = ARGV[4] == '' and '-' or '(' .. ARGV[4]
local names = call('ZRANGEBYLEX', P .. 'queues', from, '+', 'LIMIT', 0, look)
for _, q in ipairs(names) do
  local sums, known = sums_of(q), call('HGET', queue_key(q, 'history'), 'last')
  if sums ~= (known or NOTHING) and has_room(q, step, most) then
    write(q, sums, known)
  end
end
return #names == look and names[look] or ''
