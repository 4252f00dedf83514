#!lua flags=allow-oom
-- trim: removes outcomes that retention no longer keeps; under pressure also younger ones, the oldest first.
-- KEYS: meta, absent
-- ARGV: rules, most jobs, pressure (0|1), queue to start after when under pressure ("" for the first)
-- returns: jobs removed, 1 if more may be due, the last queue looked at under pressure
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish feed told parked unblock alarms

use_rules(ARGV[1])
local max = tonumber(ARGV[2])
local moved, more = serve_alarms({ retention = true }, max)
local last = ''
if ARGV[3] == '1' then
  -- Queue by queue, a few in each call: which outcome is the oldest of all is not worth an index.
  local from = ARGV[4] == '' and '-' or '(' .. ARGV[4]
  local queues = call('ZRANGEBYLEX', P .. 'queues', from, '+', 'LIMIT', 0, 16)
  for _, q in ipairs(queues) do
    if moved < max then
      moved = moved + trim(q, math.min(max - moved, math.ceil(max / #queues)), true)
      commit()
      last = q
    end
  end
  more = #queues > 0
end
return { moved, more and 1 or 0, last }
