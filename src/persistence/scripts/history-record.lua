#!lua flags=allow-oom
-- history-record: writes down the namespace's sums for this step, and how long jobs took in the one before, unless
-- somebody did.
-- KEYS: meta, absent
-- ARGV: for each resolution: length of a step (ms), places in its ring
-- returns: ms until the next step of the first resolution, 1 if this call wrote down a step of the last resolution
--@include base clock percentiles

local FIELDS = {
  'enqueued', 'started', 'completed', 'failed', 'cancelled', 'retried', 'lapsed', 'snoozed', 'released', 'dropped',
  'state:scheduled', 'state:blocked', 'state:queued', 'state:in_progress', 'state:completed', 'state:failed',
  'state:cancelled',
}

local sums
local function sums_now()
  if not sums then
    local values = call('HMGET', P .. 'counts', unpack(FIELDS))
    for i in ipairs(FIELDS) do
      values[i] = values[i] or '0'
    end
    sums = table.concat(values, ' ')
  end
  return sums
end

local wrote
for i = 1, #ARGV, 2 do
  local step_ms, places = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local key = P .. 'history:' .. ARGV[i]
  local step = floor(now / step_ms)
  local place = int(step % places)
  local known = call('HGET', key, place)
  wrote = not known or tonumber(string.match(known, '^%d+')) < step
  if wrote then
    call('HSET', key, place, int(step) .. ' ' .. sums_now() .. percentiles_of(P .. 'latency', ARGV[i], step - 1))
    call('PEXPIRE', key, int(step_ms * places))
  end
end

local first = tonumber(ARGV[1])
return { first - now % first, wrote and 1 or 0 }
