#!lua flags=allow-oom
-- complete: records results; the jobs become `completed`.
-- KEYS: meta, absent
-- ARGV: retention, count, then for each job: id, token, bytes of result and error (hex), flags to set (hex),
--       number of arguments for HSET (hex), (field, value)... of result and error (why the result is missing),
--       then those of the two that get a key of their own, as the flags say
-- returns: for each job "ok completed", "already", "lost" or "gone"
--@include base clock record arm moves attempts

-- For jobs that failed before, or with texts in keys of their own.
local made

local function seldom()
  if not made then
    --@include values dedup
    made = { drop_error = drop_error, value_key = value_key, flags = VALUE_FLAG, end_dedup = end_dedup }
  end
  return made
end

use_retention(ARGV[1])

-- By queue: what moves, payload bytes that are no longer waited for, bytes of outcomes that are kept now.
local done, order = {}, {}

local function sums_of(q)
  local sums = done[q]
  if not sums then
    sums = { add = {}, payload = 0, kept = 0 }
    done[q] = sums
    order[#order + 1] = q
  end
  return sums
end

local SETTLED = NO_TOKEN .. now_hex
-- Flags and number of an attempt with nothing special about it.
local FIRST_ATTEMPT = '0000001'

-- Results of one type are often of one size.
local sizes = {}

local function size_text(size)
  local text = sizes[size]
  if not text then
    text = format('%06x', size)
    sizes[size] = text
  end
  return text
end

-- Written out, not by way of rec_read and rec_write as in the rarer transitions: most calls of all are this.
local function complete(id, token, s, q, i, last)
  local flags, attempt = ARGV[i + 3], 1
  if sub(s, 2, 8) ~= FIRST_ATTEMPT then
    local kept = without(seldom().drop_error(id, rec_flags(s)), FLAG_CANCEL)
    kept = seldom().end_dedup(id, kept, 'completed')
    flags = format('%03x', with(kept, tonumber(flags, 16)))
    attempt = rec_attempt(s)
    forget_attempt(id, attempt)
  end
  local sums, payload = sums_of(q), rec_size(s)
  local size = math.min(payload + from_hex(ARGV[i + 2]), MAX_SIZE)
  call(
    'HSET', job_key(id), 's', 'c' .. flags .. sub(s, 5, 19) .. SETTLED .. sub(s, 45, 58) .. size_text(size),
    attempt_field(attempt), 'c' .. sub(s, 34, 44) .. now_hex .. token, unpack(ARGV, i + 5, last)
  )
  local add = sums.add
  local n = #add
  add[n + 1] = now_text
  add[n + 2] = id
  sums.payload = sums.payload + payload
  sums.kept = sums.kept + size
end

-- Stores the texts that get keys of their own, or steps over them. Returns the next index.
local function own_keys(flags, id, i, stored)
  flags = tonumber(flags, 16)
  for _, letter in ipairs({ 'r', 'e' }) do
    if has(flags, seldom().flags[letter]) then
      if stored then
        call('SET', seldom().value_key(letter, id), ARGV[i])
      end
      i = i + 1
    end
  end
  return i
end

local answers, i = {}, 3
for job = 1, tonumber(ARGV[2]) do
  local id, token, flags = ARGV[i], ARGV[i + 1], ARGV[i + 3]
  local last = i + 4 + from_hex(ARGV[i + 4])
  local s, q = running(id, token)
  if s then
    complete(id, token, s, q, i, last)
    answers[job] = 'ok completed'
  else
    answers[job] = q
  end
  i = last + 1
  if flags ~= '000' then
    i = own_keys(flags, id, i, s)
  end
end
for _, q in ipairs(order) do
  local sums = done[q]
  move_all(q, sums.add, 'in_progress', 'completed')
  tally(q, 'completed', #sums.add / 2)
  weigh(q, -sums.payload, sums.kept)
end
commit()
return answers
