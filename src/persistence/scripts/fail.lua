#!lua flags=allow-oom
-- fail: records failures; the jobs become `scheduled` for a retry, `failed`, or `cancelled` if asked for.
-- KEYS: meta, absent
-- ARGV: rules, count, then for each job: id, token, wait before the retry in ms (-1: no retry),
--       error code, bytes of the error, error as: number of arguments, (field, value)...
-- returns: for each job "ok <state>", "already", "lost" or "gone"
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish

use_rules(ARGV[1])
local answers, i = {}, 3
for job = 1, tonumber(ARGV[2]) do
  local id, retry_in = ARGV[i], tonumber(ARGV[i + 2])
  local r, q = held(id, ARGV[i + 1])
  if r then
    local fields = {}
    local cancelled = has(r.flags, FLAG_CANCEL)
    add_attempt(fields, id, r, cancelled and 'x' or 'f', ARGV[i + 3])
    r.flags = with(drop_error(id, r.flags), FLAG_ERROR)
    local bytes = tonumber(ARGV[i + 4])
    i, r.flags = take_value(id, 'e', i + 5, fields, r.flags)
    if cancelled then
      finish(q, id, r, 'in_progress', 'cancelled', bytes)
      answers[job] = 'ok cancelled'
    elseif retry_in < 0 or r.retries >= r.max_retries then
      finish(q, id, r, 'in_progress', 'failed', bytes)
      answers[job] = 'ok failed'
    else
      r.status = 's'
      r.flags = rest_in_group(q, id, r.flags)
      r.token = NO_TOKEN
      r.at = now_hex
      r.retries = r.retries + 1
      move(q, id, 'in_progress', 'scheduled', int(now + retry_in))
      tally(q, 'retried', 1)
      answers[job] = 'ok scheduled'
    end
    save(id, r, fields)
  else
    answers[job] = q
    i = skip_value(i + 5)
  end
end
commit()
return answers
