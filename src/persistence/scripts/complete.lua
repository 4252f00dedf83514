#!lua flags=allow-oom
-- complete: records results; the jobs become `completed`.
-- KEYS: meta, absent
-- ARGV: retention, count, then for each job: id, head, (field, value)... of result and error (why the result is
--       missing), then those of the two that get a key of their own, as the flags say. Head: token (14), flags to
--       set (3, hex), number of arguments for HSET (2, hex; 1: the value of r0), bytes of result and error (6, hex),
--       queue, or nothing where the caller does not know it
-- returns: for each job "ok completed", "already", "lost" or "gone"; only one answer where all are "ok completed"
--@include base clock record arm moves

use_retention(ARGV[1])

-- By queue: what moves, payload bytes that are no longer waited for, bytes of outcomes that are kept now.
local done, order = {}, {}

-- Results of one type are often of one size.
local sizes = {}

-- The heads of one batch are mostly the same, and taken apart once.
local head, token, head_flags, head_args, head_bytes, head_queue

-- What is read of a record: status, flags and attempt; retries to snoozes; token; at; priority; size. One call of a
-- function for all is cheaper than one for each.
local PARTS = 'c8c11c14c11c3xxxxxxxxxxxc6'
local read_parts = struct.unpack

-- What a job needs that has more to it than one attempt and a short result. Made, here in the open, when there is
-- one: a function that could make it would have to know all the rest, and making that function costs each call about
-- as much as completing a job.
local more

local answers, all_ok, i = {}, true, 3
for job = 1, tonumber(ARGV[2]) do
  local id = ARGV[i]
  if ARGV[i + 1] ~= head then
    head = ARGV[i + 1]
    token, head_flags = sub(head, 1, 14), sub(head, 15, 17)
    head_args, head_bytes = tonumber(sub(head, 18, 19), 16), tonumber(sub(head, 20, 25), 16)
    head_queue = sub(head, 26)
  end
  local last = i + 1 + head_args
  local key = job_key(id)
  local s = call('HGET', key, 's')
  local opening, counts, holder, at, priority, size_hex
  if s then
    opening, counts, holder, at, priority, size_hex = read_parts(PARTS, s)
  end
  local runs = holder == token and sub(opening, 1, 1) == 'r'
  local plain = runs and head_flags == '000' and opening == 'r0000001'

  if not plain and not more then
    --@include attempts values dedup dependents callbacks groups

    -- The flags of the completed job, whether its end concerns others, and bytes of its log.
    local function end_attempts(q, job_id, record)
      local kept = without(drop_error(job_id, rec_flags(record)), FLAG_CANCEL)
      kept = end_dedup(job_id, kept, 'completed')
      if has(kept, FLAG_GROUP) then
        kept = leave_group(q, job_id, kept)
      end
      forget_attempt(job_id, rec_attempt(record))
      return format('%03x', with(kept, tonumber(head_flags, 16))), has(kept, FLAG_AWAITED),
        log_bytes(job_id, kept)
    end

    -- Stores the texts that get keys of their own, or steps over them. Returns the next index.
    local function own_keys(job_id, at, stored)
      local set = tonumber(head_flags, 16)
      for _, letter in ipairs({ 'r', 'e' }) do
        if has(set, VALUE_FLAG[letter]) then
          if stored then
            call('SET', value_key(letter, job_id), ARGV[at])
          end
          at = at + 1
        end
      end
      return at
    end

    more = { end_attempts = end_attempts, own_keys = own_keys, unsettled = unsettled, conclude = conclude }
  end

  local q, awaited, log
  if runs then
    q = head_queue ~= '' and head_queue or queue_of(call('HGET', key, 'n'))
    local flags = head_flags
    if not plain then
      flags, awaited, log = more.end_attempts(q, id, s)
    end
    local sums = done[q]
    if not sums then
      sums = { add = {}, payload = 0, kept = 0 }
      done[q] = sums
      -- Touched before the queues that the ends of its jobs concern: turns are given in that order.
      batch_of(q)
      order[#order + 1] = q
    end
    local payload = from_hex(size_hex)
    local size = math.min(payload + head_bytes + (log or 0), MAX_SIZE)
    local size_text = sizes[size]
    if not size_text then
      size_text = format('%06x', size)
      sizes[size] = size_text
    end
    local record = 'c' .. flags .. sub(opening, 5) .. counts .. holder .. now_hex .. priority .. at .. size_text
    if head_args == 1 then
      call('HSET', key, 's', record, 'r0', ARGV[last])
    else
      call('HSET', key, 's', record, unpack(ARGV, i + 2, last))
    end
    local add = sums.add
    local n = #add
    add[n + 1] = now_text
    add[n + 2] = id
    sums.payload = sums.payload + payload
    sums.kept = sums.kept + size
    answers[job] = 'ok completed'
  else
    answers[job] = more.unsettled(key, s, token)
    all_ok = false
  end
  i = last + 1
  if head_flags ~= '000' then
    i = more.own_keys(id, i, runs)
  end
  if awaited then
    more.conclude(q, id, 'c')
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
