-- Completes the jobs that ARGV names from `i` on; see complete.lua. The moves are left to `commit`. Returns the answers,
-- the number of jobs, and whether all were plain ones, whose ends concern nothing but their queue.
local function complete_jobs(i)
  -- By queue: what moves, payload bytes that are no longer waited for, bytes of outcomes that are kept now.
  local done, order = {}, {}

  local function sums_of(q)
    local sums = done[q]
    if not sums then
      sums = { add = {}, payload = 0, kept = 0 }
      done[q] = sums
      -- Touched before the queues that the ends of its jobs concern: turns are given in that order.
      batch_of(q)
      order[#order + 1] = q
    end
    return sums
  end

  -- What a job needs that has more to it than one attempt and a short result. Made when there is one.
  local more

  local answers, all_ok, job = {}, true, 0
  while ARGV[i] do
    local head = ARGV[i]
    local token, head_flags = sub(head, 1, 14), sub(head, 15, 17)
    local head_args, head_bytes = tonumber(sub(head, 18, 19), 16), tonumber(sub(head, 20, 25), 16)
    local head_queue = sub(head, 26)
    -- Jobs of one claim are mostly alike up to the last part of their records, and often of one size. So the front of a
    -- plain job's record, up to its priority, is taken apart once, and its successor kept.
    local plain_front, completed_front, size_hex, payload, plain_size, size_text
    i = i + 2
    for _ = 1, tonumber(ARGV[i - 1]) do
      job = job + 1
      local id, last = ARGV[i], i + head_args
      local key = job_key(id)
      local s = call('HGET', key, 's')
      local front = s and sub(s, 1, 47)
      local plain, runs = front == plain_front, true
      if not plain then
        runs = s and sub(s, 1, 1) == 'r' and rec_token(s) == token
        plain = runs and head_flags == '000' and sub(s, 1, 8) == 'r0000001'
        if plain then
          plain_front = front
          completed_front = 'c' .. sub(s, 2, 33) .. now_hex .. sub(s, 45, 47) .. sub(s, 34, 44)
        elseif not more then
          --@include attempts values dedup dependents callbacks groups

          -- The flags of the completed job, whether its end concerns others, and bytes of its log.
          local function end_attempts(q, job_id, record, new_flags)
            local kept = without(drop_error(job_id, rec_flags(record)), FLAG_CANCEL)
            kept = end_dedup(job_id, kept, 'completed')
            if has(kept, FLAG_GROUP) then
              kept = leave_group(q, job_id, kept)
            end
            forget_attempt(job_id, rec_attempt(record))
            return format('%03x', with(kept, tonumber(new_flags, 16))), has(kept, FLAG_AWAITED),
              log_bytes(job_id, kept)
          end

          -- Stores the texts that get keys of their own, or steps over them. Returns the next index.
          local function own_keys(job_id, at, new_flags, stored)
            local set = tonumber(new_flags, 16)
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
      end

      local q, awaited
      if runs then
        q = head_queue ~= '' and head_queue or queue_of(call('HGET', key, 'n'))
        local sums = sums_of(q)
        local text = sub(s, 59)
        if text ~= size_hex then
          size_hex, payload = text, from_hex(text)
          plain_size = math.min(payload + head_bytes, MAX_SIZE)
          size_text = format('%06x', plain_size)
        end
        local size, record = plain_size, nil
        if plain then
          record = completed_front .. size_text
        else
          local flags, log
          flags, awaited, log = more.end_attempts(q, id, s, head_flags)
          size = math.min(size + log, MAX_SIZE)
          record = 'c' .. flags .. sub(s, 5, 33) .. now_hex .. sub(s, 45, 47) .. sub(s, 34, 44) .. format('%06x', size)
        end
        if head_args == 1 then
          call('HSET', key, 's', record, 'r0', ARGV[last])
        else
          call('HSET', key, 's', record, unpack(ARGV, i + 1, last))
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
        i = more.own_keys(id, i, head_flags, runs)
      end
      if awaited then
        more.conclude(q, id, 'c')
      end
    end
  end
  for _, q in ipairs(order) do
    local sums = done[q]
    move_all(q, sums.add, 'in_progress', 'completed')
    tally(q, 'completed', #sums.add / 2)
    weigh(q, -sums.payload, sums.kept)
  end
  return all_ok and { answers[1] } or answers, job, not more
end
