#!lua flags=allow-oom
-- complete-claim: a worker's turn. Completes jobs, then claims others, as complete and claim after each other would.
-- KEYS: meta, absent
-- ARGV: number of arguments of claim, these, then the arguments of complete
-- returns: what complete returns, as one list, then what claim returns
--@include base clock record | tokens arm moves completing
local claim_args = 1
--@include claiming joint

local answers, completed, is_plain = complete_jobs(3 + ARGV[1])
if not may_wait(completed, is_plain) then
  commit()
end
local reply = claim_jobs()
table.insert(reply, 1, answers)
return reply
