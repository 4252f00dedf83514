#!lua flags=allow-oom
-- latency-add: adds to the histograms of how long jobs waited and ran.
-- KEYS: meta, absent
-- ARGV: length of a step (ms), how long to keep (ms), then for each bucket: field, how often
-- returns: 1
--@include base clock

local key = P .. 'latency:' .. int(floor(now / tonumber(ARGV[1])))
for i = 3, #ARGV, 2 do
  call('HINCRBY', key, ARGV[i], ARGV[i + 1])
end
call('PEXPIRE', key, ARGV[2])
return 1
