#!lua flags=allow-oom
-- snooze: ends attempts with "later"; the jobs become `scheduled` and no retry is spent.
-- KEYS: meta, absent
-- ARGV: rules, most snoozes, count, then for each job: id, token, delay_ms
-- returns: for each job "ok <state>", "already", "lost" or "gone"
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish

use_rules(ARGV[1])
local most = tonumber(ARGV[2])
local answers = {}
for job = 1, tonumber(ARGV[3]) do
  local i = 1 + job * 3
  local id = ARGV[i]
  local r, q = held(id, ARGV[i + 1])
  if r then
    local fields = {}
    if has(r.flags, FLAG_CANCEL) then
      add_attempt(fields, id, r, 'x', '')
      finish(q, id, r, 'in_progress', 'cancelled', error_bytes(id, r.flags))
      answers[job] = 'ok cancelled'
    elseif r.snoozes >= most then
      add_attempt(fields, id, r, 'f', 'snooze_limit')
      finish(q, id, r, 'in_progress', 'failed', put_own_error(id, r, fields, 'snooze_limit'))
      answers[job] = 'ok failed'
    else
      add_attempt(fields, id, r, 's', '')
      r.status = 's'
      r.flags = rest_in_group(q, id, r.flags)
      r.token = NO_TOKEN
      r.at = now_hex
      r.snoozes = r.snoozes + 1
      move(q, id, 'in_progress', 'scheduled', int(now + tonumber(ARGV[i + 2])))
      tally(q, 'snoozed', 1)
      answers[job] = 'ok scheduled'
    end
    save(id, r, fields)
  else
    answers[job] = q
  end
end
commit()
return answers
