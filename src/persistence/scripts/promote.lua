#!lua flags=allow-oom
-- promote: moves due jobs to `queued`, gives new places of groups away, fails waiting jobs that expired, and tells of ends
-- who waits for them.
-- KEYS: meta, absent
-- ARGV: rules, most jobs
-- returns: jobs moved, 1 if more may be due
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish feed told parked unblock alarms

use_rules(ARGV[1])
local moved, more = serve_alarms({ expiry = true, unblock = true, due = true, group = true, rate = true, group_rate = true }, tonumber(ARGV[2]))
return { moved, more and 1 or 0 }
