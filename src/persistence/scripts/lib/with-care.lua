-- For enqueue.lua: jobs that have more to them than a place in the line, or may find no room there; one at a time.

-- What only jobs of groups, with dependencies or dedup keys, and queues that make room or know an age need.
local function seldom()
  if not made then
    --@include values dedup dependents callbacks groups finish feed told depend overflow
    made = {
      dedup_holder = dedup_holder, take_dedup = take_dedup, read_dependencies = read_dependencies, depend = depend,
      make_room = make_room, drop = drop, is_late = is_late, take_place = take_place, await_place = await_place,
      admissions = admissions,
    }
  end
  return made
end

-- When room is to be expected, from the starts since the refusals before (the hot path keeps no account of
-- its own): a sample at most every second, and until there is one, the average over the queue's life.
local DRAIN_UNKNOWN_MS, DRAIN_LONGEST_MS = 30000, 300000

-- `line` is of a queue or of the namespace: its depth and max_depth; what was started since when (nil: never made).
local function drain_ms(gauge, line, started, since)
  if line.wait then
    return line.wait
  end
  local sample = call('HMGET', gauge, 'drain_at', 'drain_started', 'drain_rate')
  since = tonumber(sample[1] or since or nil)
  local jobs_per_ms = tonumber(sample[3] or 0)
  if not since then
    -- The queue was never made: refusals must not leave keys of queues that nobody can see.
    line.wait = DRAIN_UNKNOWN_MS
    return line.wait
  end
  if now - since >= 1000 or not sample[3] then
    jobs_per_ms = (started - tonumber(sample[2] or 0)) / math.max(1, now - since)
    call('HSET', gauge, 'drain_at', now_text, 'drain_started', int(started), 'drain_rate', format('%.9f', jobs_per_ms))
  end
  local excess = math.max(1, line.depth - line.max_depth + 1)
  line.wait = jobs_per_ms > 0 and math.min(DRAIN_LONGEST_MS, excess / jobs_per_ms) or DRAIN_UNKNOWN_MS
  return line.wait
end

-- Rate: the generic cell rate algorithm (ITU-T I.371), one number: when the bucket is full again (epoch ms).
local bucket = P .. 'bucket:enqueue'
local cell = rate > 0 and 1000 / rate or 0
local full_at = rate > 0 and math.max(now, tonumber(call('GET', bucket) or 0)) or 0
local charged = false

local function rate_wait_ms()
  return rate > 0 and math.max(0, full_at + cell - burst * cell - now) or 0
end

local function charge()
  if rate > 0 then
    full_at = full_at + cell
    charged = true
  end
end

local function end_rate()
  if charged then
    call('SET', bucket, format('%.6f', full_at), 'PX', int(math.ceil(full_at - now) + 1000))
  end
end

-- Answers for an id that is in use.
local function known(id, hash)
  local found = call('HMGET', job_key(id), 's', 'n', 'b0')
  local state, q = STATE[rec_status(found[1])], queue_of(found[2])
  if sub(found[3], 12, 22) ~= hash then
    return 'conflict ' .. state .. ' ' .. q
  end
  if resent and sub(found[3], 23, 28) == stamp then
    return 'created ' .. state
  end
  return 'duplicate ' .. state .. ' ' .. q
end

-- When it is due if that is later, and whether it expires.
local function read_times(q, id, times)
  local delay, run_at, ttl, expires_at = string.match(times, '^(%S+) (%S+) (%S+) (%S+)$')
  delay, ttl = tonumber(delay), tonumber(ttl)
  local due = delay >= 0 and now + delay or tonumber(run_at)
  local expires = ttl >= 0 and now + ttl or tonumber(expires_at)
  if expires >= 0 then
    list_expiry(q, id, int(expires))
  end
  return due > now and due or nil
end

-- A field among the further arguments for HSET.
local function argument(name, first, last)
  for at = first, last, 2 do
    if ARGV[at] == name then
      return ARGV[at + 1]
    end
  end
end

-- The answer for a job whose dedup key another one holds.
local function holder_answer(field)
  local holder = seldom().dedup_holder(field)
  if holder then
    local found = call('HMGET', job_key(holder), 's', 'n')
    return 'duplicate ' .. STATE[rec_status(found[1])] .. ' ' .. queue_of(found[2]) .. ' ' .. holder
  end
end

-- Stores the job whose field b0 is at `i`, with the further arguments for HSET behind it up to `last`.
local function store(head, i, last, key, id, size_text, deps)
  local q, record, score = head.queue, head.record, head.base
  local due = head.times and read_times(q, id, head.times)
  local state, place, letter
  local group = head.group and argument('t', i + 1, last)
  if deps and deps.waits then
    next_arrival()
    state, place, letter = 'blocked', now_text, STATUS.blocked
  elseif due then
    state, place, letter = 'scheduled', int(due), STATUS.scheduled
  else
    next_arrival()
    score = score + seq
    state, place, letter = 'queued', int(score), STATUS.queued
    if group and not seldom().take_place(q, group, id) then
      seldom().await_place(q, group, id, score)
      state, place, letter = 'blocked', now_text, STATUS.blocked
    end
  end
  if group and state ~= 'queued' then
    record = format('%03x', without(head.flags, FLAG_GROUP)) .. sub(record, 4)
  end
  call(
    'HSET', key, 's', letter .. record .. now_hex .. format('%014x', score) .. size_text, 'n', head.names,
    'b0', now_hex .. ARGV[i], unpack(ARGV, i + 1, last)
  )
  if state == 'queued' and lines[q].ages then
    note_arrival(q, id)
  end
  if head.body then
    call('SET', P .. 'body:' .. id, ARGV[last + 1])
  end
  if deps then
    seldom().depend(q, id, deps, seq, due)
  end
  move(q, id, nil, state, place)
  return state
end

local function full(q, line, what)
  local past = line.wait and {} or call('HMGET', queue_key(q, 'stats'), 'started', 'since')
  local wait = drain_ms(queue_key(q, 'gauge'), line, tonumber(past[1] or 0), past[2])
  return 'queue_full ' .. what .. ' ' .. int(math.ceil(wait))
end

-- The namespace as a whole, nil where it has no limit.
local space
if has_space_limit then
  --@include space
  space = space_of_namespace()
end

-- Jobs that give way to this one do so only when nothing else stands in its way.
local function refusal(q, line, size, priority)
  local over = line.depth >= line.max_depth and 'depth' or line.bytes + size > line.max_bytes and 'bytes'
  local victims = over and line.overflow and seldom().make_room(q, line, size, tonumber(priority))
  if over and not victims then
    return full(q, line, over)
  end
  if line.max_age and seldom().is_late(q, line) then
    return full(q, line, 'age')
  end
  local crowded = space and space.refusal(q, size)
  if crowded then
    return crowded
  end
  local wait = rate_wait_ms()
  if wait > 0 then
    return 'rate_limited ' .. int(math.ceil(wait))
  end
  if victims then
    local depth, bytes = line.depth, line.bytes
    seldom().drop(q, line, victims)
    if space then
      space.take(q, line.depth - depth, line.bytes - bytes)
    end
  end
  return false
end

-- Stores the jobs of a run, or says why not: from the one behind number `job` on, which is at `i`, to number `last_job`.
-- Returns where it ended, and `last_job`.
local function store_run(head, i, job, last_job)
  local q = head.queue
  while job < last_job do
    job = job + 1
    local id, key, last = ARGV[10 + job], keys[job], i + head.arguments
    local after = last + (head.body and 2 or 1)
    local answer = CREATED
    if mine[id] or (check and call('EXISTS', key) == 1) then
      answer = known(id, sub(ARGV[i], 1, 11))
    else
      local line, size_text = line_of(q), size_text_of(ARGV[i])
      local size = from_hex(size_text)
      local dedup = head.dedup and argument('d', i + 1, last)
      local deps = head.depends and seldom().read_dependencies(after)
      local refused = dedup and holder_answer(dedup) or deps and deps.unknown or refusal(q, line, size, head.priority)
      if deps and line.overflow then
        -- What gave way may be among them.
        deps = seldom().read_dependencies(after)
      end
      if refused then
        answer = refused
      else
        local state = store(head, i, last, key, id, size_text, deps)
        if state ~= 'queued' then
          answer = 'created ' .. state
        end
        charge()
        mine[id] = true
        if line.born then
          line.born[#line.born + 1] = id
        end
        if dedup then
          seldom().take_dedup(id, dedup)
        end
        line.depth = line.depth + 1
        line.bytes = line.bytes + size
        line.taken = line.taken + 1
        line.taken_bytes = line.taken_bytes + size
        if space then
          space.take(q, 1, size)
        end
      end
    end
    answers[job] = answer
    all_queued = all_queued and answer == CREATED
    i = head.depends and after + 2 + tonumber(ARGV[after]) or after
  end
  return i, job
end
