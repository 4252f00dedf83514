-- Claims jobs; see turn.lua.

-- What few claims need, made when one of them does: making all these functions costs more than a small claim.
local made

local function seldom()
  if not made then
    --@include values attempts dedup dependents callbacks groups finish feed told parked unblock alarms
    made = {
      serve_alarms = serve_alarms, unpark_known = unpark_known, park = park, expire_job = expire_job,
      drop_progress = drop_progress, start_dedup = start_dedup, start_in_group = group_rate.start,
    }
  end
  return made
end

local nonce, lane, max, lease_ms = unpack(ARGV, 2, 5)
max, lease_ms = tonumber(max), tonumber(lease_ms)
local max_bytes = tonumber(ARGV[6])
use_rules(ARGV[7])
local ALARM_BUDGET = 100
local PARK_BUDGET = 200
-- Jobs of one queue in one turn, at least: one job from each of 100 queues costs 3.6 times as much a job.
local QUANTUM = 4
local QUEUES_AT_ONCE = 16

local i = 8
local kinds, knows = {}, {}
for n = 1, tonumber(ARGV[i]) do
  i = i + 1
  kinds[n] = ARGV[i]
  knows[ARGV[i]] = true
end
i = i + 1
local named, weights = {}, {}
for n = 1, tonumber(ARGV[i]) do
  named[n] = ARGV[i + 1]
  weights[ARGV[i + 1]] = tonumber(ARGV[i + 2])
  i = i + 2
end

local memory = P .. 'claim:' .. sub(nonce, 1, 8) .. lane
--@include claim-answer

local tail = nonce .. now_hex

--@include starting

-- Redis keeps a small set as a list, which it reads from the front for each member that comes or goes: with up to 50
-- jobs in progress that was 9,000 of the 155,000 instructions of a job, and it grows with their number. A member too
-- long for a list makes it a tree with an index, which it stays, also without that member, until it is empty.
local MANY = 16

local function index_in_progress(q, add)
  local key, long = queue_key(q, 'in_progress'), string.rep('-', 65)
  if call('EXISTS', key) == 0 then
    call('ZADD', key, add[1], add[2], add[1], long)
    call('ZREM', key, long)
  end
end

local aged_front

-- The first `n` in line, and whether they are the first of `queued`.
local function front_of(q, n)
  if not config_of(q).priority_ageing_ms then
    return call('ZRANGE', queue_key(q, 'queued'), '0', int(n - 1)), true
  end
  if not aged_front then
    --@include ageing
    aged_front = ageing.front
  end
  return aged_front(q, n), false
end

local taken, looked = 0, 0
-- How many more jobs the limit of the namespace lets start; nil: any number.
local places
-- The queues of those jobs, for a claim that has to be sent again.
local served = {}

-- Takes up to `n` jobs of one queue.
local function take(q, n)
  local room, rate = start_room(q)
  if room then
    n = math.min(n, room)
  end
  local counts = places and sub(q, 1, 7) ~= 'sluice.'
  if counts then
    n = math.min(n, places)
  end
  local add, parked, seen, started = {}, false, 0, 0
  local in_front, has_more = true, false
  if n > 0 then
    local ids
    -- The one behind them tells whether any stay.
    ids, in_front = front_of(q, n + 1)
    has_more = #ids > n
    while seen < n and ids[seen + 1] and bytes < max_bytes do
      seen = seen + 1
      local is_started, is_parked = start(q, ids[seen], add, 2 * started)
      parked = parked or is_parked
      if is_started then
        started = started + 1
      end
    end
  end
  looked = looked + seen
  taken = taken + started
  if counts then
    places = places - started
  end
  if started > 0 then
    if not served[q] then
      served[q] = true
      served[#served + 1] = q
    end
    if #add >= 2 * MANY then
      --@place
      index_in_progress(q, add)
    end
    local all = in_front and started == seen
    if all then
      -- All at the front of the line: cheaper than one by one.
      call('ZREMRANGEBYRANK', queue_key(q, 'queued'), '0', int(seen - 1))
    end
    move_all(q, add, 'queued', 'in_progress', all)
    tally(q, 'started', started)
    batch_of(q).lease_ends = lease_ends
    if rate then
      rates().record(queue_key(q, 'starts'), rate, started)
      arm_rate(q)
    end
  end
  local batch = batch_of(q)
  batch.config = true
  batch.is_ready = true
  batch.has_jobs = has_more
  commit()
  if parked then
    -- Somebody else may know the type: the next idle worker has a look.
    wake(q)
  end
  return started
end

local function full()
  return taken >= max or looked >= max + PARK_BUDGET or bytes >= max_bytes
end

local function may_take(q)
  return not full() and (places ~= 0 or sub(q, 1, 7) == 'sluice.')
end

-- All queues by turn: a queue that was served goes to the back.
local function take_by_turn()
  while not full() and places ~= 0 do
    local ready = call('ZRANGE', P .. 'ready', '0', int(QUEUES_AT_ONCE - 1))
    if #ready == 0 then
      return
    end
    local quota = math.max(QUANTUM, math.ceil((max - taken) / #ready))
    local turn
    for _, q in ipairs(ready) do
      if full() or places == 0 then
        break
      end
      take(q, math.min(quota, max - taken))
      if #ready > 1 then
        turn = (turn or last_turn()) + 1
        call('ZADD', P .. 'ready', 'XX', int(turn), q)
      end
    end
  end
end

-- Named queues in the order given: each its share first (none for weight 0), then what is left.
local function take_by_weight()
  local total, ready = 0, {}
  for _, q in ipairs(named) do
    if call('ZSCORE', P .. 'ready', q) then
      ready[#ready + 1] = q
      total = total + weights[q]
    end
  end
  for _, q in ipairs(ready) do
    if weights[q] > 0 and may_take(q) then
      take(q, math.min(max - taken, math.max(1, floor(max * weights[q] / total))))
    end
  end
  for _, q in ipairs(ready) do
    while may_take(q) and call('ZSCORE', P .. 'ready', q) do
      take(q, max - taken)
    end
  end
end

-- The answer of the claim. Moves that are not written yet are written with its own: they may only be such as make no
-- difference to what is claimed.
local function claim_jobs()
  -- The lists that the worker sleeps on: it is awake, whatever it waited for.
  if limit then
    if #named == 0 then
      limit.leave(P .. 'wake')
    end
    for _, q in ipairs(named) do
      limit.leave(queue_key(q, 'wake'))
    end
  end

  -- Whether there is something that is written with the moves of the claim.
  local waits = false
  local past = call('GET', memory)
  if not past or sub(past, 1, 14) ~= nonce then
    local alarm = first_score(P .. 'alarm')
    waits = #touched > 0
    if alarm and tonumber(alarm) <= now then
      commit()
      waits = false
      local wanted = { expiry = true, lease = true, unblock = true, due = true, group = true, rate = true, group_rate = true, retention = true }
      seldom().serve_alarms(wanted, ALARM_BUDGET)
    end
    if call('EXISTS', P .. 'parked') == 1 then
      commit()
      seldom().unpark_known(kinds, named, max)
      commit()
    end
    places = limit and limit.room()
    if #named == 0 then
      --@place
      take_by_turn()
      while places == 0 and may_take(CALLBACK_QUEUE) and call('ZSCORE', P .. 'ready', CALLBACK_QUEUE) do
        take(CALLBACK_QUEUE, max - taken)
      end
    else
      --@place
      take_by_weight()
    end
    if taken > 0 then
      call('SET', memory, nonce .. lease_ends .. ' ' .. table.concat(served, ' '), 'PX', ARGV[5])
      reply[2] = int(next_seq(taken) + 1)
    end
  else
    --@place
    answer_again(past)
    reply[2] = int(next_seq(#reply - 3) + 1)
  end

  -- What nothing was taken after.
  commit()
  -- The claimer may have taken the wake token of a queue that this claim did not come to. Where it was the limit of the
  -- namespace that left work behind, nobody else could take it up either.
  local turned_away = limit and taken < max and limit.room() == 0
  if #named == 0 then
    local key = P .. 'wake'
    if (turned_away or not has_token[key]) and call('EXISTS', P .. 'ready') == 1 then
      if turned_away and not call('ZSCORE', P .. 'ready', CALLBACK_QUEUE) then
        limit.wait(key)
      else
        push_token(key)
      end
    end
  else
    for _, q in ipairs(named) do
      local key = queue_key(q, 'wake')
      if (turned_away or not has_token[key]) and call('ZSCORE', P .. 'ready', q) then
        if turned_away and sub(q, 1, 7) ~= 'sluice.' then
          limit.wait(key)
        else
          push_token(key)
        end
      end
    end
  end
  if limit then
    limit.give_room()
  end
  reply[1] = next_alarm_ms()
  if waits and reply[1] == 0 then
    -- Outcomes that came with it are more than are kept: no claim needs to come back for them.
    seldom().serve_alarms({ retention = true }, ALARM_BUDGET)
    reply[1] = next_alarm_ms()
  end
  return reply
end
