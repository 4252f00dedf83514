#!lua
-- enqueue: accepts jobs, each on its own, as far as the queue's limits and the namespace's rate allow.
-- KEYS: meta, absent
-- ARGV: stamp (6), max_depth (-1: past all limits), max_bytes, rate_per_s, burst, resent (0|1), rules, all or none (0|1),
--       "" or "max_depth max_bytes" of the namespace (-1 for none), count,
--       id..., then runs of jobs that have the same head. Head: number of jobs, "queue type", queue, priority,
--       "" or "delay_ms run_at ttl_ms expires_at" (-1 for none), characters 2 to 33 of the state record, number of
--       further arguments for HSET. Then for each job: field b0 without its first 11, (field, value)..., the body where
--       the flags give it a key of its own, and where they tell of dependencies: how many, what a failure among them
--       does (f, r, c), id...
-- returns: for each job "created <state>", "duplicate <state> <queue>" (and the id of the job that holds its dedup
--       key), "conflict <state> <queue>",
--       "queue_full depth|bytes|age <retry after ms>", "namespace_full depth|bytes <retry after ms>", "rate_limited <retry after ms>" or "unknown_dependency" and the
--       numbers (from 0) of the first twenty dependencies that are not there; with all or none also "refused <number
--       of the first job, from 0, that would not be stored>" and the answer for that one, and nothing is stored.
--       Only one answer where all are "created queued"
--@include base clock record tokens arm moves

local stamp, max_depth, max_bytes = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local rate, burst, resent, count = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1', tonumber(ARGV[10])
local all_or_none = ARGV[8] == '1'
local has_space_limit = ARGV[9] ~= ''
use_rules(ARGV[7])
local unlimited = max_depth < 0
if unlimited then
  max_depth, max_bytes = math.huge, math.huge
end

-- A queue's limits and how much of them is taken, read once a batch.
local lines = {}

local function line_of(q)
  local line = lines[q]
  if not line then
    local config = config_of(q)
    local own = unlimited and {} or config
    line = {
      max_depth = tonumber(own.max_depth or max_depth),
      max_bytes = tonumber(own.max_bytes or max_bytes),
      max_age = tonumber(own.max_age_ms),
      overflow = not all_or_none and own.overflow ~= 'reject' and own.overflow or nil,
      depth = call('ZCARD', queue_key(q, 'queued')) + call('ZCARD', queue_key(q, 'scheduled'))
        + call('ZCARD', queue_key(q, 'blocked')),
      bytes = tonumber(call('HGET', queue_key(q, 'gauge'), 'bytes') or 0),
      taken = 0,
      taken_bytes = 0,
    }
    line.ages = config.priority_ageing_ms
    line.born = config.index_gen and {}
    line.was_empty = line.depth == 0
    lines[q] = line
  end
  return line
end

local seq = next_seq(count)

-- What few jobs need, once one of them needed it.
local made

-- The next number of arrival. Jobs that a group let in on the way are in front of those that come after.
local admissions = 0

local function next_arrival()
  if made and made.admissions() ~= admissions then
    admissions = made.admissions()
    seq = next_seq(count)
  end
  seq = seq + 1
  return seq
end

local HEAD_ARGUMENTS = 7

-- The head at `i`: read once for all jobs of its run.
local function read_head(i)
  local flags = tonumber(sub(ARGV[i + 5], 1, 3), 16)
  return {
    jobs = tonumber(ARGV[i]), names = ARGV[i + 1], queue = ARGV[i + 2], priority = ARGV[i + 3],
    base = (100 - tonumber(ARGV[i + 3])) * PRIORITY_STEP, times = ARGV[i + 4] ~= '' and ARGV[i + 4],
    record = ARGV[i + 5], arguments = tonumber(ARGV[i + 6]), flags = flags,
    body = has(flags, FLAG_BODY_KEY), group = has(flags, FLAG_GROUP), dedup = has(flags, FLAG_DEDUP),
    depends = has(flags, FLAG_DEPENDS),
  }
end

-- Payload bytes as field b0 has them; `b0`: without its first 11.
local function size_text_of(b0) return sub(b0, 18, 23) end

-- One look for the whole batch: mostly no id is in use.
local keys = {}
for job = 1, count do
  keys[job] = job_key(ARGV[10 + job])
end
local check = call('EXISTS', unpack(keys)) > 0

local answers, mine, all_queued = {}, {}, true
local CREATED = 'created queued'

--@include plain-run

local careful

local function carefully()
  if not careful then
    --@include with-care all-or-none
    careful = { store_run = store_run, first_refusal = first_refusal, end_rate = end_rate }
  end
  return careful
end

if all_or_none then
  local index, answer = carefully().first_refusal()
  if index then
    return { 'refused ' .. int(index), answer }
  end
end

local job, i = 0, 11 + count
while job < count do
  local head = read_head(i)
  local last = job + head.jobs
  i = i + HEAD_ARGUMENTS
  if is_plain(head) then
    i, job = store_plain(head, i, job)
  end
  if job < last then
    i, job = carefully().store_run(head, i, job, last)
  end
end

for q, line in pairs(lines) do
  if line.taken > 0 then
    tally(q, 'enqueued', line.taken)
    weigh(q, line.taken_bytes, 0)
    if line.born then
      --@include index index-jobs
      index_jobs(q, config_of(q).index_gen, config_of(q).index, line.born)
    end
    -- A queue in which nothing waited may be new.
    if line.was_empty and call('ZADD', P .. 'queues', '0', q) == 1 then
      call('HSETNX', queue_key(q, 'stats'), 'since', now_text)
    end
  end
end
if careful then
  careful.end_rate()
end
commit()
if all_queued then
  return { CREATED }
end
for at = 1, count do
  -- Plain jobs have none of their own.
  answers[at] = answers[at] or CREATED
end
return answers
