#!lua flags=allow-oom
-- latency-add: adds to the histograms of how long jobs waited and ran.
-- KEYS: meta, absent
-- ARGV: number of resolutions, for each: length of a step (ms), how long to keep (ms); then for each bucket: field,
--       how often
-- returns: 1
--@include base clock

local last = 1 + 2 * tonumber(ARGV[1])
for at = 2, last, 2 do
  local key = P .. 'latency:' .. ARGV[at] .. ':' .. int(floor(now / tonumber(ARGV[at])))
  for i = last + 1, #ARGV, 2 do
    call('HINCRBY', key, ARGV[i], ARGV[i + 1])
  end
  call('PEXPIRE', key, ARGV[at + 1])
end
return 1
