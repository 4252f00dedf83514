#!lua flags=allow-oom
-- turn: a worker's turn. Completes jobs, if there are any, and then claims others: starts attempts of ready jobs, after it
-- served due alarms and brought back parked jobs of known types.
-- KEYS: meta, absent
-- ARGV: number of arguments of the claim, these: nonce (14), lane, max, lease_ms, max payload bytes, rules,
--       number of types, type..., number of queues (0: all), (queue, weight)...; then nothing, or the arguments of complete
-- returns: what complete returns, as one list (nothing to complete: an empty one), next alarm in ms (-1: none), first
--       fencing number, when the leases end, then each job as one text (its reader makes an object of each part of a
--       reply, however short): state record (64), "id queue type", line feed, body with the opening of field b0 in front
--@include base clock record | tokens arm moves
local answers = {}
local completed, is_plain = 0, true
if ARGV[2 + ARGV[1]] then
  --@include completing
  answers, completed, is_plain = complete_jobs(3 + ARGV[1])
end
--@include claiming joint

if completed > 0 and not may_wait(completed, is_plain) then
  commit()
end
local reply = claim_jobs()
table.insert(reply, 1, answers)
return reply
