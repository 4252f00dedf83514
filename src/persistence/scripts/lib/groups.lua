-- Groups: at most `group_concurrency` (a setting of the queue, 1 without it) jobs of a group of a queue have a
-- place. A job without one waits in `blocked` and gets it when another gives its place up, with a new arrival
-- number: groups take turns.
--
--   field t                   of a job's hash: its group
--   FLAG_GROUP                the job has a place: it is `queued`, `in_progress`, parked, or, in strict order, waits
--                             for its next attempt
--   q:<queue>:held:<group>    SET   ids of the jobs that have a place
--   q:<queue>:group:<group>   ZSET  id -> its order in the group: the jobs that wait for a place
--   q:<queue>:groups          ZSET  the groups in which jobs wait, all with score 0
--   q:<queue>:gauge           field widen: after the limit was raised, the last group that was looked at
local function held_key(q, group)
  return queue_key(q, 'held:' .. group)
end

local function waiting_key(q, group)
  return queue_key(q, 'group:' .. group)
end

local function group_limit(q)
  return tonumber(config_of(q)[8] or 1)
end

local function set_flag(s, status, flags)
  return status .. format('%03x', flags) .. sub(s, 5, 33) .. now_hex
end

-- Gives the job a place if there is one and nobody waits for it. Returns whether it did.
local function take_place(q, group, id)
  if batch_of(q).freed then
    -- Those who waited come first.
    commit()
  end
  local held = held_key(q, group)
  if call('SCARD', held) >= group_limit(q) or call('EXISTS', waiting_key(q, group)) == 1 then
    return false
  end
  call('SADD', held, id)
  return true
end

local function await_place(q, group, id, score)
  call('ZADD', waiting_key(q, group), int(score), id)
  call('ZADD', queue_key(q, 'groups'), 0, group)
end

local function forget_group(q, group)
  if call('EXISTS', waiting_key(q, group)) == 0 then
    call('ZREM', queue_key(q, 'groups'), group)
  end
end

-- A job in `blocked` leaves it otherwise than by getting its place.
local function unlist_grouped(q, id)
  local group = call('HGET', job_key(id), 't')
  if group and call('ZREM', waiting_key(q, group), id) == 1 then
    forget_group(q, group)
  end
end

-- How often places were given away in this script: who came with an older number of arrival is behind them.
local admitted = 0

local function admissions()
  return admitted
end

-- Gives the free places of a group to those that waited longest, at most `max`. Returns how many got one.
local function admit(q, group, max)
  local held, waiting = held_key(q, group), waiting_key(q, group)
  local room = math.min(max, group_limit(q) - call('SCARD', held))
  local ids = room > 0 and call('ZRANGE', waiting, 0, int(room - 1)) or {}
  if #ids == 0 then
    return 0
  end
  admitted = admitted + 1
  local seq = next_seq(#ids)
  for i, id in ipairs(ids) do
    local s = call('HGET', job_key(id), 's')
    if s then
      local score = requeue_score(rec_score(s), seq + i)
      local head = set_flag(s, 'q', with(rec_flags(s), FLAG_GROUP))
      call('HSET', job_key(id), 's', head .. format('%014x', score) .. sub(s, 59, 64))
      call('SADD', held, id)
      move(q, id, 'blocked', 'queued', int(score))
    else
      move(q, id, 'blocked', nil)
    end
  end
  call('ZREM', waiting, unpack(ids))
  forget_group(q, group)
  return #ids
end

-- Most places of one group that are given away in one step; no step frees more.
local ADMITTED_AT_ONCE = 500

-- Called by `commit`, once all that frees places in this step is known.
local function admit_freed(q, b)
  for _, group in ipairs(b.freed) do
    admit(q, group, ADMITTED_AT_ONCE)
  end
end

-- The job gives its place up. Returns the flags as they are then.
local function leave_group(q, id, flags)
  local group = call('HGET', job_key(id), 't')
  if group and call('SREM', held_key(q, group), id) == 1 then
    local b = batch_of(q)
    b.freed = b.freed or {}
    b.admit = admit_freed
    if not b.freed[group] then
      b.freed[group] = true
      b.freed[#b.freed + 1] = group
    end
  end
  return without(flags, FLAG_GROUP)
end

-- The job waits for its next attempt: in strict order its group waits for it. Returns the flags as they are then.
local function rest_in_group(q, id, flags)
  if has(flags, FLAG_GROUP) and config_of(q)[9] == 'loose' then
    return leave_group(q, id, flags)
  end
  return flags
end

-- A job that comes from elsewhere is to run: to `queued` with a place, else to the end of its group. `r` is its
-- record taken apart, with its new score. Returns its new state; the caller writes the record.
local function enter_group(q, group, id, r, from, created_at)
  if not group or has(r.flags, FLAG_GROUP) or take_place(q, group, id) then
    if group then
      r.flags = with(r.flags, FLAG_GROUP)
    end
    r.status = 'q'
    move(q, id, from, 'queued', int(r.score))
    return 'queued'
  end
  r.status = 'b'
  await_place(q, group, id, r.score)
  move(q, id, from, 'blocked', int(created_at))
  return 'blocked'
end

local GROUPS_AT_ONCE = 100

-- After the limit was raised: gives the new places away, group by group, for up to `max` jobs. Returns how many got
-- one. Rings again as long as there are groups left to look at.
local function widen(q, max)
  local gauge = queue_key(q, 'gauge')
  local last = call('HGET', gauge, 'widen')
  local left = max
  if last then
    local from = last == '' and '-' or '(' .. last
    local groups = call('ZRANGEBYLEX', queue_key(q, 'groups'), from, '+', 'LIMIT', 0, GROUPS_AT_ONCE)
    for _, group in ipairs(groups) do
      left = left - admit(q, group, left)
      if left <= 0 then
        break
      end
      last = group
    end
    if left > 0 and #groups < GROUPS_AT_ONCE then
      last = nil
      call('HDEL', gauge, 'widen')
    else
      call('HSET', gauge, 'widen', last)
    end
  end
  set_alarm('group', q, last and '0')
  return max - left
end
