#!lua flags=allow-oom
-- claim: starts attempts of ready jobs. First serves due alarms, then brings back parked jobs of known types.
-- KEYS: meta, absent
-- ARGV: nonce (14), lane, max, lease_ms, max payload bytes, rules,
--       number of types, type..., number of queues (0: all), (queue, weight)...
-- returns: next alarm in ms (-1: none), first fencing number, when the leases end, then each job as one text (its
--       reader makes an object of each part of a reply, however short): state record (64), "id queue type", line
--       feed, body with the opening of field b0 in front
--@include base clock record | tokens arm moves
local claim_args = 0
--@include claiming

return claim_jobs()
