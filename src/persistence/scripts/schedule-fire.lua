#!lua
-- schedule-fire: decides a slot of a schedule, once: whoever comes second finds that it has moved on.
-- KEYS: meta, absent
-- ARGV: kind (run|pass|hold|now), name, version, next slot that it must have, slot to run, slot after it ("" for
--       none), hold for ms, pass over unless the last job is final (0|1), job id ("" for pass and hold), then for
--       run and now the arguments of enqueue for this one job
-- returns: "ran", the enqueue's answer; "refused", the enqueue's answer; "passed", why; "held"; or "moved"
--@include base clock record schedules

local kind, name, version, expected = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local slot, following, hold_ms, skip_overlap = ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8] == '1'
local id, key = ARGV[9], schedule_key(name)

local found = call('HMGET', key, 't', 'paused_at', 'next', 'run_id', 'hold_why')
if not found[1] or version_of(found[1], found[2]) ~= version then
  return { 'moved' }
end
if kind ~= 'now' and found[3] ~= expected then
  return { 'moved' }
end

-- A queue that is full is looked at again by how fast it drains, within these bounds (ms). That is an estimate,
-- and so has no finer steps than this.
local SHORTEST_HOLD, LONGEST_HOLD, HOLD_STEP = 500, 5000, 100

-- Not beyond the slot after this one: by then the older one has had its time.
local function hold(ms, why)
  local at = now + ms
  if following ~= '' and tonumber(following) > now then
    at = math.min(at, tonumber(following))
  end
  call('ZADD', DUE, int(at), name)
  call('HSETNX', key, 'hold_at', now_text)
  call('HSET', key, 'hold_slot', expected, 'hold_why', why)
  return { 'held' }
end

local function skip(from, why)
  call('HSET', key, 'skip_slot', from, 'skip_at', now_text, 'skip_why', why)
end

-- Why slots that were due went by.
local function missed()
  return found[5] == 'queue_full' and 'queue_full' or 'missed'
end

local function is_final(job)
  local s = call('HGET', job_key(job), 's')
  return not s or FINAL[rec_status(s)] == true
end

-- Stores the job as any other; its arguments are those behind ours.
local function enqueue()
  local ARGV = { unpack(ARGV, 10) }
  --@include script:enqueue
end

if kind == 'hold' then
  return hold(hold_ms, 'unreadable')
end
if kind == 'pass' then
  local why = missed()
  set_slot(name, following)
  skip(expected, why)
  return { 'passed', why }
end
if kind == 'run' and skip_overlap and found[4] and not is_final(found[4]) then
  set_slot(name, following)
  skip(slot, 'overlap')
  return { 'passed', 'overlap' }
end

local answer = enqueue()[1]
local outcome = string.match(answer, '^%S+')
-- A run that was asked for twice stays the one that it was.
if outcome == 'created' or (outcome == 'duplicate' and kind == 'run') then
  -- Of another id where that job holds the dedup key.
  local ran = string.match(answer, '^duplicate %S+ %S+ (%S+)$') or id
  call('HSET', key, 'run_id', ran, 'run_slot', kind == 'run' and slot or '', 'run_at', now_text)
elseif kind == 'now' then
  return { outcome == 'duplicate' and 'ran' or 'refused', answer }
elseif outcome ~= 'conflict' then
  local wait = tonumber(string.match(answer, '(%d+)$') or SHORTEST_HOLD)
  wait = wait - wait % HOLD_STEP
  return hold(math.max(SHORTEST_HOLD, math.min(LONGEST_HOLD, wait)), 'queue_full')
end
if kind == 'run' then
  local why = missed()
  set_slot(name, following)
  if outcome == 'conflict' then
    skip(slot, 'id_taken')
    return { 'passed', 'id_taken' }
  end
  if slot ~= expected then
    skip(expected, why)
  end
end
return { 'ran', answer }
