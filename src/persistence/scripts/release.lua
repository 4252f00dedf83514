#!lua flags=allow-oom
-- release: hands leases back; the jobs become `queued` in their old place and the start does not count.
-- KEYS: meta, absent
-- ARGV: rules, count, then for each job: id, token
-- returns: for each job "ok <state>", "already", "lost" or "gone"
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish

use_rules(ARGV[1])
local answers = {}
for job = 1, tonumber(ARGV[2]) do
  local id = ARGV[1 + job * 2]
  local r, q = held(id, ARGV[2 + job * 2])
  if r then
    r.attempt = r.attempt - 1
    if has(r.flags, FLAG_CANCEL) then
      finish(q, id, r, 'in_progress', 'cancelled', error_bytes(id, r.flags))
      answers[job] = 'ok cancelled'
    else
      r.status = 'q'
      r.token = NO_TOKEN
      r.at = now_hex
      move(q, id, 'in_progress', 'queued', int(r.score))
      tally(q, 'released', 1)
      answers[job] = 'ok queued'
    end
    save(id, r, {})
  else
    answers[job] = q
  end
end
commit()
return answers
