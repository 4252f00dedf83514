#!lua flags=allow-oom
-- complete: records results; the jobs become `completed`.
-- KEYS: meta, absent
-- ARGV: retention, count, then for each job: id, token, bytes of result and error,
--       result as: pieces, piece... and error (why the result is missing) likewise
-- returns: for each job "ok completed", "already", "lost" or "gone"
--@include base clock record arm moves values attempts finish

use_retention(ARGV[1])
local answers, i = {}, 3
for job = 1, tonumber(ARGV[2]) do
  local id = ARGV[i]
  local r, q = held(id, ARGV[i + 1])
  if r then
    local fields = {}
    add_attempt(fields, id, r, 'c', '')
    r.flags = drop_error(id, r.flags)
    local extra = tonumber(ARGV[i + 2])
    local after, flags = take_value(id, 'r', i + 3, fields, r.flags)
    if ARGV[after] ~= '0' then
      flags = with(flags, FLAG_ERROR)
    end
    i, r.flags = take_value(id, 'e', after, fields, flags)
    finish(q, id, r, 'in_progress', 'completed', extra)
    save(id, r, fields)
    answers[job] = 'ok completed'
  else
    answers[job] = q
    i = skip_value(skip_value(i + 3))
  end
end
commit()
return answers
