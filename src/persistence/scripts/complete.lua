#!lua flags=allow-oom
-- complete: records results; the jobs become `completed`.
-- KEYS: meta, absent
-- ARGV: retention, count, then for each job: id, head, (field, value)... of result and error (why the result is
--       missing), then those of the two that get a key of their own, as the flags say. Head: token (14), flags to
--       set (3, hex), number of arguments for HSET (2, hex), bytes of result and error (6, hex)
-- returns: for each job "ok completed", "already", "lost" or "gone"; only one answer where all are "ok completed"
--@include base clock record arm moves attempts

-- For jobs that failed before, or with texts in keys of their own.
local made

local function seldom()
  if not made then
    --@include values dedup dependents callbacks groups
    made = {
      drop_error = drop_error, value_key = value_key, flags = VALUE_FLAG, end_dedup = end_dedup,
      conclude = conclude, leave_group = leave_group,
    }
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

-- Those of one batch are mostly the same, and taken apart once.
local head, token, head_flags, head_args, head_bytes

local function read_head(text)
  if text ~= head then
    head, token, head_flags = text, sub(text, 1, 14), sub(text, 15, 17)
    head_args, head_bytes = tonumber(sub(text, 18, 19), 16), tonumber(sub(text, 20, 25), 16)
  end
end

-- Whether the end of the job just completed concerns others.
local awaited = false

-- Written out, not by way of rec_read and rec_write as in the rarer transitions: most calls of all are this.
local function complete(id, key, s, q, i, last)
  local flags = head_flags
  if sub(s, 2, 8) ~= FIRST_ATTEMPT then
    local kept = without(seldom().drop_error(id, rec_flags(s)), FLAG_CANCEL)
    kept = seldom().end_dedup(id, kept, 'completed')
    if has(kept, FLAG_GROUP) then
      kept = seldom().leave_group(q, id, kept)
    end
    flags = format('%03x', with(kept, tonumber(head_flags, 16)))
    forget_attempt(id, rec_attempt(s))
    if has(kept, FLAG_AWAITED) then
      awaited = true
    end
  end
  local sums, payload = sums_of(q), rec_size(s)
  local size = math.min(payload + head_bytes, MAX_SIZE)
  local record = 'c' .. flags .. sub(s, 5, 33) .. now_hex .. sub(s, 45, 47) .. sub(s, 34, 44) .. size_text(size)
  call('HSET', key, 's', record, unpack(ARGV, i + 2, last))
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

local answers, all_ok, i = {}, true, 3
for job = 1, tonumber(ARGV[2]) do
  local id = ARGV[i]
  read_head(ARGV[i + 1])
  local last = i + 1 + head_args
  local key = job_key(id)
  local found = call('HMGET', key, 's', 'n')
  local s, q = found[1], nil
  if s and sub(s, 1, 1) == 'r' and sub(s, 20, 33) == token then
    q = queue_of(found[2])
  else
    s, q = nil, unsettled(key, s, token)
  end
  if s then
    complete(id, key, s, q, i, last)
    answers[job] = 'ok completed'
  else
    answers[job] = q
    all_ok = false
  end
  i = last + 1
  if head_flags ~= '000' then
    i = own_keys(head_flags, id, i, s)
  end
  if awaited then
    awaited = false
    seldom().conclude(q, id, 'c')
  end
end
for _, q in ipairs(order) do
  local sums = done[q]
  move_all(q, sums.add, 'in_progress', 'completed')
  tally(q, 'completed', #sums.add / 2)
  weigh(q, -sums.payload, sums.kept)
end
commit()
return all_ok and { answers[1] } or answers
