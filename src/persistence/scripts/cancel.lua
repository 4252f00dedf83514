#!lua flags=allow-oom
-- cancel: waiting jobs become `cancelled`; running ones get the request, and their worker is told.
-- KEYS: meta, absent
-- ARGV: rules, id...
-- returns: for each job "cancelled", "cancel_requested", "wrong_state <state>", "not_found", or "later" where the call
--       is to be made again for it
--@include base clock record tokens arm moves values dedup dependents callbacks groups finish parked cancel

use_rules(ARGV[1])
-- A worker that does not fetch its requests is gone; its lease lapses instead.
local REQUESTS_KEPT_MS = 120000

local answers = {}
for job = 1, #ARGV - 1 do
  local id = ARGV[job + 1]
  local found = call('HMGET', job_key(id), 's', 'n')
  local s = found[1]
  if unlisted >= MOST_UNLISTED then
    answers[job] = 'later'
  elseif not s then
    answers[job] = 'not_found'
  elseif FINAL[rec_status(s)] then
    answers[job] = 'wrong_state ' .. STATE[rec_status(s)]
  else
    local r, q = rec_read(s), queue_of(found[2])
    if r.status == 'r' then
      if not has(r.flags, FLAG_CANCEL) then
        r.flags = with(r.flags, FLAG_CANCEL)
        save(id, r, {})
        local requests = P .. 'cancel:' .. sub(r.token, 1, 8)
        call('RPUSH', requests, r.token .. id)
        call('PEXPIRE', requests, REQUESTS_KEPT_MS)
      end
      answers[job] = 'cancel_requested'
    else
      cancel_waiting(q, id, r, found[2])
      answers[job] = 'cancelled'
    end
  end
end
commit()
return answers
