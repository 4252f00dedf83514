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
--   q:<queue>:gauge           field widen: after the limit was raised, or the rate of groups changed, the last group
--                             that was looked at
local function held_key(q, group)
  return queue_key(q, 'held:' .. group)
end

local function waiting_key(q, group)
  return queue_key(q, 'group:' .. group)
end

local function group_limit(q)
  return tonumber(config_of(q).group_concurrency or 1)
end

local function set_flag(s, status, flags)
  return status .. format('%03x', flags) .. sub(s, 5, 33) .. now_hex
end

local function await_place(q, group, id, score)
  call('ZADD', waiting_key(q, group), int(score), id)
  call('ZADD', queue_key(q, 'groups'), 0, group)
end

-- A queue's `group_rate` is "<limit>/<per_ms>", as its `rate`, for each of its groups by itself. It is a claim that
-- holds to it: whatever brought a job to `queued`, its start is where it counts, or where it is held back. Such a job
-- keeps its place and is `blocked` in front of those that have none. Elsewhere it only spares jobs the way there and
-- back.
--
--   q:<queue>:starts:<group>  LIST  when the latest starts of the group were (epoch ms), at most `limit` of them
--   q:<queue>:group_room      ZSET  group -> when its rate is looked at again, since jobs wait for that: once it has
--                             room for one more than were let in. The alarm `group_rate` is the first of them.
local admit
local group_rate = {}

do
  -- More than any place in `queued`: the order of a job that is held back is below 0.
  local HELD_BACK = 9007199254740992
  local SERVED_AT_ONCE = 100

  local function starts_key(q, group)
    return queue_key(q, 'starts:' .. group)
  end

  -- As `rate_room`.
  function group_rate.room(q, group, given)
    return rates().room(starts_key(q, group), config_of(q).group_rate, given)
  end

  -- When the rate of the group has room, nil where it has. Writes nothing, unlike `room`.
  function group_rate.next_start(q, group)
    local key, limit, per_ms = starts_key(q, group), string.match(config_of(q).group_rate, '^(%d+)/(%d+)$')
    local start = call('TYPE', key).ok == 'list' and tonumber(call('LINDEX', key, '-' .. limit))
    return start and start + per_ms >= now and int(start + per_ms + 1) or nil
  end

  -- When the group is looked at again, nil for never. A worker that sleeps must hear of an earlier alarm.
  function group_rate.set(q, group, at)
    local key = queue_key(q, 'group_room')
    if at then
      call('ZADD', key, at, group)
    elseif call('ZREM', key, group) == 0 then
      return
    end
    local before, first = call('ZSCORE', P .. 'alarm', 'group_rate|' .. q), first_score(key)
    set_alarm('group_rate', q, first)
    if first and (not before or tonumber(first) < tonumber(before)) then
      batch_of(q).wake = true
    end
  end

  -- The order in its group of a blocked job with this record and this place in `queued`.
  function group_rate.order(s, score)
    return has(rec_flags(s), FLAG_GROUP) and score - HELD_BACK or score
  end

  -- A job with a place is to start: counts that, if the rate has room; else holds it back. Returns whether it starts.
  function group_rate.start(q, id, s)
    local key = job_key(id)
    local found = call('HMGET', key, 't', 'b0')
    local group = found[1]
    if not group then
      return true
    end
    local room, at = group_rate.room(q, group)
    if room > 0 then
      rates().record(starts_key(q, group), config_of(q).group_rate, 1)
      return true
    end
    call('HSET', key, 's', set_flag(s, 'b', rec_flags(s)) .. sub(s, 45, 64))
    await_place(q, group, id, group_rate.order(s, rec_score(s)))
    group_rate.set(q, group, at)
    move(q, id, 'queued', 'blocked', int(created_at_of(found[2])))
    return false
  end

  -- The jobs of a group that may go on, at most `max`: those that were held back first, then those for which there are
  -- `places`. Sees to it that the group is looked at again if the rate keeps others from that.
  function group_rate.allowed(q, group, places, max)
    local waiting, rate = waiting_key(q, group), config_of(q).group_rate
    local able = math.max(0, places) + call('ZCOUNT', waiting, '-inf', '(0')
    able = math.min(able, call('ZCARD', waiting))
    local n = math.min(able, max)
    if rate and able > 0 then
      local starts, at = group_rate.room(q, group)
      n = math.min(n, starts)
      if n == able then
        at = nil
      elseif n < starts then
        at = now_text
      elseif n > 0 then
        at = select(2, group_rate.room(q, group, n))
      end
      group_rate.set(q, group, at)
    elseif rate then
      group_rate.set(q, group, nil)
    end
    return n > 0 and call('ZRANGE', waiting, 0, int(n - 1)) or {}
  end

  -- A job that was let in does not start after all, and keeps its place: others may in its stead.
  function group_rate.look_again(q, id)
    local group = call('HGET', job_key(id), 't')
    if group and call('ZSCORE', queue_key(q, 'group_room'), group) then
      group_rate.set(q, group, now_text)
    end
  end

  -- The rates of groups have room: lets up to `max` jobs in. Returns how many.
  function group_rate.serve(q, max)
    local left = max
    local groups = call('ZRANGEBYSCORE', queue_key(q, 'group_room'), '-inf', now_text, 'LIMIT', 0, SERVED_AT_ONCE)
    for _, group in ipairs(groups) do
      if not config_of(q).group_rate then
        group_rate.lift(q)
      elseif left > 0 then
        left = left - admit(q, group, left)
      end
    end
    if #groups == 0 then
      set_alarm('group_rate', q, first_score(queue_key(q, 'group_room')))
    end
    return max - left
  end

  -- There is no such rate any more.
  function group_rate.lift(q)
    call('UNLINK', queue_key(q, 'group_room'))
    set_alarm('group_rate', q, nil)
  end
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
  if config_of(q).group_rate then
    local room, at = group_rate.room(q, group)
    if room == 0 then
      group_rate.set(q, group, at)
      return false
    end
  end
  call('SADD', held, id)
  return true
end

local function forget_group(q, group)
  if call('EXISTS', waiting_key(q, group)) == 0 then
    call('ZREM', queue_key(q, 'groups'), group)
    if config_of(q).group_rate then
      group_rate.set(q, group, nil)
    end
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

-- Gives the free places of a group to those that waited longest, at most `max`, as far as the rate of groups allows; who
-- was held back by that has its place. `all`: look for those also where there is no such rate any more. Returns how
-- many are queued then.
function admit(q, group, max, all)
  local held, waiting = held_key(q, group), waiting_key(q, group)
  local room, ids = group_limit(q) - call('SCARD', held), nil
  if all or config_of(q).group_rate then
    ids = group_rate.allowed(q, group, room, max)
  else
    room = math.min(max, room)
    ids = room > 0 and call('ZRANGE', waiting, 0, int(room - 1)) or {}
  end
  if #ids == 0 then
    return 0
  end
  admitted = admitted + 1
  local seq = next_seq(#ids)
  for i, id in ipairs(ids) do
    local s = call('HGET', job_key(id), 's')
    if s then
      local flags, score = rec_flags(s), rec_score(s)
      if not has(flags, FLAG_GROUP) then
        score = requeue_score(score, seq + i)
        note_arrival(q, id)
      end
      local head = set_flag(s, 'q', with(flags, FLAG_GROUP))
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
  if has(flags, FLAG_GROUP) and config_of(q).group_order == 'loose' then
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
    note_arrival(q, id)
    move(q, id, from, 'queued', int(r.score))
    return 'queued'
  end
  r.status = 'b'
  await_place(q, group, id, r.score)
  move(q, id, from, 'blocked', int(created_at))
  return 'blocked'
end

local GROUPS_AT_ONCE = 100

-- After the limit was raised, or the rate changed: lets jobs in, group by group, up to `max` of them. Returns how
-- many. Rings again as long as there are groups left to look at.
local function widen(q, max)
  local gauge = queue_key(q, 'gauge')
  local last = call('HGET', gauge, 'widen')
  local left = max
  if last then
    local from = last == '' and '-' or '(' .. last
    local groups = call('ZRANGEBYLEX', queue_key(q, 'groups'), from, '+', 'LIMIT', 0, GROUPS_AT_ONCE)
    for _, group in ipairs(groups) do
      left = left - admit(q, group, left, true)
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
