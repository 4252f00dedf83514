#!lua
-- index: looks at the index of a queue for which it is time, and puts jobs into it that it lacks.
-- KEYS: meta, absent
-- ARGV: most jobs to look at
-- returns: jobs put in, 1 if more may be to do
--@include base clock record index index-begin index-jobs ranks

-- One that is whole is looked at again after this long, and one that is not, once all was walked (ms): jobs that moved
-- against the walk, or that a release stored which knows of no index.
local LOOK_MS, AGAIN_MS = 60000, 10000

local indexing = P .. 'indexing'
local left = tonumber(ARGV[1])

local function look_again(q, ms)
  call('ZADD', indexing, int(now + ms), q)
end

-- Ids behind a position of a state's set, the lowest score first, and the position of the last; `score`: nil for the
-- start.
local function next_jobs(q, state, score, id, max)
  local key = queue_key(q, state)
  local from = score and rank_behind(key, score, id, false) or 0
  local found = call('ZRANGE', key, int(from), int(from + max - 1), 'WITHSCORES')
  local ids = {}
  for i = 1, #found, 2 do
    ids[#ids + 1] = found[i]
  end
  return ids, found[#found], ids[#ids]
end

-- Goes on from `at`: a state, and where the walk is within it already, the score and id of the last job seen. In the
-- order of JOB_STATES jobs mostly move with the walk. Returns how many jobs were put in, and where it goes on, nil at
-- the end.
local function walk(q, gen, fields, at)
  local state, score, id = string.match(at, '^(%S+) (%S+) (.+)$')
  local added, reached = 0, false
  for _, candidate in ipairs(JOB_STATES) do
    reached = reached or candidate == (state or at)
    while reached do
      if left <= 0 then
        return added, candidate .. (score and ' ' .. score .. ' ' .. id or '')
      end
      local ids, last_score, last_id = next_jobs(q, candidate, score, id, left)
      if #ids == 0 then
        score = nil
        break
      end
      left = left - #ids
      added = added + index_jobs(q, gen, fields, ids)
      score, id = last_score, last_id
    end
  end
  return added, nil
end

local function look_at(q)
  local fields, gen = unpack(call('HMGET', queue_key(q, 'config'), 'index', 'index_gen'))
  local key = queue_key(q, 'index')
  if not fields then
    -- The queue was deleted by a release that knows of no index.
    drop_index(q)
    return 0
  end
  if not gen or call('HGET', key, 'gen') ~= gen then
    begin_index(q)
    return 0
  end
  local missing, lost = index_gaps(q)
  if lost ~= 0 then
    -- Its sets have jobs that are gone, and nobody knows which. Those who know of no index may go on removing some.
    begin_index(q)
    look_again(q, AGAIN_MS)
    return 0
  end
  local at = call('HGET', key, 'at')
  if not at and missing == 0 then
    look_again(q, LOOK_MS)
    return 0
  end
  local added, stop = walk(q, gen, fields, at or JOB_STATES[1])
  if stop then
    call('HSET', key, 'at', stop)
    look_again(q, 0)
  else
    call('HDEL', key, 'at')
    look_again(q, index_is_whole(q) and LOOK_MS or AGAIN_MS)
  end
  return added
end

local function is_due(q_and_score)
  return q_and_score[2] and tonumber(q_and_score[2]) <= now
end

local first = call('ZRANGE', indexing, '0', '0', 'WITHSCORES')
local added = is_due(first) and look_at(first[1]) or 0
return { added, is_due(call('ZRANGE', indexing, '0', '0', 'WITHSCORES')) and 1 or 0 }
