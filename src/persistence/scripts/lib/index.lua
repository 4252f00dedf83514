-- The search index of a queue whose setting `index` asks for one: ZSETs of all its jobs, whatever their state, by when
-- they were created.
--
--   q:<queue>:config            fields index: what is indexed ("created,type,tag", or some of these); index_gen: number
--                               of the index that stands for it now
--   q:<queue>:index             HASH  gen: the same number; jobs: how many of the queue's jobs are in it; removed: how
--                               many went since it was begun; base: jobs of the queue then, less all that it had
--                               enqueued; at: how far its building is, absent once all states were walked
--   field i                     of a job's hash: the number of the index that it is in
--   index:<gen>:created         ZSET  id -> when it was created
--   index:<gen>:type:<type>     ZSET  the same of the jobs of a type
--   index:<gen>:tag:<tag>       ZSET  the same of the jobs with a tag
--   index:<gen>:sets            ZSET  the names of these sets, all with score 0
--   indexing                    ZSET  queue -> when its index is looked at next
--   index:dropped               ZSET  numbers of indexes that are none any more, and not removed yet
--
-- A release that knows of no index stores and removes jobs without it. So nobody takes an index for whole because it
-- once was: the counts tell it each time. What was enqueued and what is there are counted by every release, `jobs` and
-- `removed` only by those that keep the index. As long as all removals are accounted for, `jobs` is exact, and the
-- index is whole if that is all of the queue's jobs.
local JOB_STATES = { 'scheduled', 'blocked', 'queued', 'in_progress', 'completed', 'failed', 'cancelled' }

local function jobs_of_queue(q)
  local jobs = 0
  for _, state in ipairs(JOB_STATES) do
    jobs = jobs + call('ZCARD', queue_key(q, state))
  end
  return jobs
end

local function index_key(gen, set)
  return P .. 'index:' .. gen .. ':' .. set
end

local function enqueued_in(q)
  return tonumber(call('HGET', queue_key(q, 'stats'), 'enqueued') or 0)
end

-- How many jobs of the queue are not in its index, and how many went that it does not know of.
local function index_gaps(q)
  local found = call('HMGET', queue_key(q, 'index'), 'jobs', 'removed', 'base')
  local jobs = jobs_of_queue(q)
  local there = jobs - enqueued_in(q) + tonumber(found[2] or 0)
  return jobs - tonumber(found[1] or 0), tonumber(found[3] or 0) - there
end

local function index_is_whole(q)
  local missing, lost = index_gaps(q)
  return missing == 0 and lost == 0
end
