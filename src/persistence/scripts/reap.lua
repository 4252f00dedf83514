#!lua flags=allow-oom
-- reap: takes jobs whose lease lapsed from their workers.
-- KEYS: meta, absent
-- ARGV: rules, most jobs
-- returns: jobs moved, 1 if more may be due
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish feed told parked unblock alarms

use_rules(ARGV[1])
local moved, more = serve_alarms({ lease = true }, tonumber(ARGV[2]))
return { moved, more and 1 or 0 }
