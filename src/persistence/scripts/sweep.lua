#!lua flags=allow-oom
-- sweep: serves what is due of some kinds: moves jobs whose time has come to `queued`, gives new places of groups away,
-- fails waiting jobs that expired, tells of ends who waits for them, takes jobs whose lease lapsed from their workers,
-- removes outcomes that retention no longer keeps; under pressure also younger ones, the oldest first.
-- KEYS: meta, absent
-- ARGV: rules, most jobs, kinds of alarms (with spaces between them), then under pressure: queue to start after ("" for the
--       first)
-- returns: jobs moved or removed, 1 if more may be due, the last queue looked at under pressure
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish feed told parked unblock alarms

use_rules(ARGV[1])
local max = tonumber(ARGV[2])
local kinds = {}
for kind in string.gmatch(ARGV[3], '%S+') do
  kinds[kind] = true
end
local moved, more = serve_alarms(kinds, max)
local last = ''
if ARGV[4] then
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
