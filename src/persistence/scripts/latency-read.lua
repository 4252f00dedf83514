#!lua flags=no-writes
-- latency-read: the histograms of the latest steps.
-- KEYS: meta, absent
-- ARGV: length of a step (ms), how many steps, the present one included
-- returns: for each bucket of each step: field, how often
--@include base clock

local step, reply = floor(now / tonumber(ARGV[1])), {}
for back = 0, tonumber(ARGV[2]) - 1 do
  for _, part in ipairs(call('HGETALL', P .. 'latency:' .. ARGV[1] .. ':' .. int(step - back))) do
    reply[#reply + 1] = part
  end
end
return reply
