#!lua flags=allow-oom
-- complete: records results; the jobs become `completed`.
-- KEYS: meta, absent
-- ARGV: retention, count, then for each job: id, token, bytes of result and error,
--       result as: number of arguments, (field, value)... and error (why the result is missing) likewise
-- returns: for each job "ok completed", "already", "lost" or "gone"
--@include base clock record arm moves values attempts

use_retention(ARGV[1])

-- By queue: jobs, payload bytes that are no longer waited for, bytes of outcomes that are kept now.
local done, order = {}, {}

local function add_up(q, payload, kept)
  local sum = done[q]
  if not sum then
    sum = { n = 0, payload = 0, kept = 0 }
    done[q] = sum
    order[#order + 1] = q
  end
  sum.n = sum.n + 1
  sum.payload = sum.payload + payload
  sum.kept = sum.kept + kept
end

-- Written out, not by way of rec_read and rec_write as in the rarer transitions: most calls of all are this.
local function complete(id, s, q, i)
  local fields, flags = {}, 0
  local old_flags = sub(s, 2, 4)
  if old_flags ~= '000' then
    flags = without(drop_error(id, tonumber(old_flags, 16)), FLAG_CANCEL)
  end
  local after, next
  after, flags = take_value(id, 'r', i + 3, fields, flags)
  if ARGV[after] ~= '0' then
    flags = with(flags, FLAG_ERROR)
  end
  next, flags = take_value(id, 'e', after, fields, flags)
  local payload = rec_size(s)
  local size = math.min(payload + tonumber(ARGV[i + 2]), 16777215)
  local attempt = rec_attempt(s)
  call(
    'HSET', job_key(id), 's',
    'c' .. (flags == 0 and '000' or format('%03x', flags)) .. sub(s, 5, 19) .. NO_TOKEN .. now_hex .. sub(s, 45, 58)
      .. format('%06x', size),
    attempt_field(attempt), 'c' .. sub(s, 34, 44) .. now_hex .. sub(s, 20, 33), unpack(fields)
  )
  forget_attempt(id, attempt)
  move(q, id, 'in_progress', 'completed', now_text)
  add_up(q, payload, size)
  return next
end

local answers, i = {}, 3
for job = 1, tonumber(ARGV[2]) do
  local id, token = ARGV[i], ARGV[i + 1]
  local s, q = running(id, token)
  if s then
    i = complete(id, s, q, i)
    answers[job] = 'ok completed'
  else
    answers[job] = q
    i = skip_value(skip_value(i + 3))
  end
end
for _, q in ipairs(order) do
  local sum = done[q]
  tally(q, 'completed', sum.n)
  weigh(q, -sum.payload, sum.kept)
end
commit()
return answers
