#!lua flags=no-writes
-- queue-figures: how long the jobs of a queue waited and ran in the latest steps, and how its attempts failed.
-- KEYS: meta, absent
-- ARGV: queue, length of a step (ms), how many steps, the present one included; length of an errors' step (ms), how many
-- returns: for each bucket of each step: field, how often; then, in a list of its own, for each step and code: code, how often
--@include base clock

local q, step_ms, error_ms = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[4])
local buckets, errors = {}, {}
for back = 0, tonumber(ARGV[3]) - 1 do
  local key = queue_key(q, 'latency') .. ':' .. ARGV[2] .. ':' .. int(floor(now / step_ms) - back)
  for _, part in ipairs(call('HGETALL', key)) do
    buckets[#buckets + 1] = part
  end
end
local oldest, fields = floor(now / error_ms) - tonumber(ARGV[5]), call('HGETALL', queue_key(q, 'errors'))
for i = 1, #fields, 2 do
  local step, code = string.match(fields[i], '^(%d+) (.*)$')
  if tonumber(step) > oldest then
    errors[#errors + 1] = code
    errors[#errors + 1] = fields[i + 1]
  end
end
return { buckets, errors }
