#!lua
-- enqueue: accepts jobs, each on its own, as far as the queue's limits and the namespace's rate allow.
-- KEYS: meta, absent
-- ARGV: stamp (6), max_depth, max_bytes, rate_per_s, burst, resent (0|1), count, then for each job:
--       id, queue, type, content hash (11), priority, delay_ms, run_at, ttl_ms, expires_at (-1 for none),
--       max_retries, max_lapses, payload bytes, static data and payload, each as: pieces, piece...
-- returns: for each job "created <state>", "duplicate <state> <queue>", "conflict <state> <queue>",
--       "queue_full depth|bytes <retry after ms>" or "rate_limited <retry after ms>"
--@include base clock record arm moves values

local stamp, max_depth, max_bytes = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local rate, burst, resent, count = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1', tonumber(ARGV[7])

-- Field m0 opens with: created at (11), content hash (11), stamp of the call (6), payload bytes (6).

-- A queue's limits and how much of them is taken, read once a batch.
local lines = {}

local function line_of(q)
  local line = lines[q]
  if not line then
    local config = call('HMGET', queue_key(q, 'config'), 'max_depth', 'max_bytes')
    line = {
      max_depth = tonumber(config[1] or max_depth),
      max_bytes = tonumber(config[2] or max_bytes),
      depth = call('ZCARD', queue_key(q, 'queued')) + call('ZCARD', queue_key(q, 'scheduled'))
        + call('ZCARD', queue_key(q, 'blocked')),
      bytes = tonumber(call('HGET', queue_key(q, 'gauge'), 'bytes') or 0),
    }
    lines[q] = line
  end
  return line
end

-- When room is to be expected, from the starts since the refusals before (the hot path keeps no account of
-- its own): a sample at most every second, and until there is one, the average over the queue's life.
local DRAIN_UNKNOWN_MS, DRAIN_LONGEST_MS = 30000, 300000

local function drain_ms(q, line)
  if line.wait then
    return line.wait
  end
  local gauge, stats = queue_key(q, 'gauge'), queue_key(q, 'stats')
  local sample = call('HMGET', gauge, 'drain_at', 'drain_started', 'drain_rate')
  local started = tonumber(call('HGET', stats, 'started') or 0)
  local since = tonumber(sample[1] or call('HGET', stats, 'since') or nil)
  local jobs_per_ms = tonumber(sample[3] or 0)
  if not since then
    -- The queue was never made: refusals must not leave keys of queues that nobody can see.
    line.wait = DRAIN_UNKNOWN_MS
    return line.wait
  end
  if now - since >= 1000 or not sample[3] then
    jobs_per_ms = (started - tonumber(sample[2] or 0)) / math.max(1, now - since)
    call('HSET', gauge, 'drain_at', int(now), 'drain_started', int(started), 'drain_rate', format('%.9f', jobs_per_ms))
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

-- Answers for an id that is in use.
local function known(id, q, hash)
  local found = call('HMGET', job_key(id), 's', 'q', 'm0')
  local state = STATE[rec_status(found[1])]
  if sub(found[3], 12, 22) ~= hash then
    return 'conflict ' .. state .. ' ' .. found[2]
  end
  if resent and sub(found[3], 23, 28) == stamp then
    return 'created ' .. state
  end
  return 'duplicate ' .. state .. ' ' .. found[2]
end

local seq = next_seq(count)

local function store(i, id, q, hash)
  local priority, delay, run_at = tonumber(ARGV[i + 4]), tonumber(ARGV[i + 5]), tonumber(ARGV[i + 6])
  local ttl, expires_at, size = tonumber(ARGV[i + 7]), tonumber(ARGV[i + 8]), tonumber(ARGV[i + 11])
  local due = delay >= 0 and now + delay or run_at
  local score = (100 - priority) * PRIORITY_STEP
  local state, place = 'queued', nil
  if due > now then
    state, place = 'scheduled', int(due)
  else
    seq = seq + 1
    score = score + seq
    place = int(score)
  end
  local flags = 0
  if ttl >= 0 then
    expires_at = now + ttl
  end
  if expires_at >= 0 then
    flags = FLAG_EXPIRY
    list_expiry(q, id, int(expires_at))
  end
  local fields = { 's', '', 'q', q, 't', ARGV[i + 2] }
  local next
  next, flags = take_value(id, 'm', i + 12, fields, flags)
  if #fields == 6 then
    fields[7], fields[8] = 'm0', ''
  end
  fields[8] = now_hex .. hash .. stamp .. format('%06x', size) .. fields[8]
  next, flags = take_value(id, 'p', next, fields, flags)
  fields[2] = rec_write({
    status = STATUS[state], flags = flags, attempt = 0, retries = 0, max_retries = tonumber(ARGV[i + 9]),
    lapses = 0, max_lapses = tonumber(ARGV[i + 10]), snoozes = 0, token = NO_TOKEN, at = now_hex,
    score = score, size = size,
  })
  call('HSET', job_key(id), unpack(fields))
  move(q, id, nil, state, place)
  tally(q, 'enqueued', 1)
  weigh(q, size, 0)
  return next, 'created ' .. state
end

-- One look for the whole batch: mostly no id is in use.
local function any_known()
  local keys, i = {}, 8
  for job = 1, count do
    keys[job] = job_key(ARGV[i])
    i = skip_value(skip_value(i + 12))
  end
  return call('EXISTS', unpack(keys)) > 0
end

local check = any_known()
local answers, mine, i = {}, {}, 8
for job = 1, count do
  local id, q, hash, size = ARGV[i], ARGV[i + 1], ARGV[i + 3], tonumber(ARGV[i + 11])
  local answer, next
  if mine[id] or (check and call('EXISTS', job_key(id)) == 1) then
    answer = known(id, q, hash)
  else
    local line = line_of(q)
    local wait = rate_wait_ms()
    if line.depth >= line.max_depth then
      answer = 'queue_full depth ' .. int(math.ceil(drain_ms(q, line)))
    elseif line.bytes + size > line.max_bytes then
      answer = 'queue_full bytes ' .. int(math.ceil(drain_ms(q, line)))
    elseif wait > 0 then
      answer = 'rate_limited ' .. int(math.ceil(wait))
    else
      next, answer = store(i, id, q, hash)
      charge()
      mine[id] = true
      if line.depth == 0 and call('ZADD', P .. 'queues', 0, q) == 1 then
        call('HSETNX', queue_key(q, 'stats'), 'since', int(now))
      end
      line.depth = line.depth + 1
      line.bytes = line.bytes + size
    end
  end
  answers[job] = answer
  i = next or skip_value(skip_value(i + 12))
end
if charged then
  call('SET', bucket, format('%.6f', full_at), 'PX', int(math.ceil(full_at - now) + 1000))
end
commit()
return answers
