-- `arm` keeps what tells workers that there is something to do, and is its only writer:
--
--   ready   ZSET  queue -> turn: exactly the queues that have queued jobs, are not paused and run fewer jobs
--                 than their concurrency, and their rate has room
--   wake, q:<queue>:wake   what idle workers sleep on (tokens.lua): pushed when a queue is ready
--   alarm   ZSET  <kind>|<queue> -> when something falls due (epoch ms): `expiry`, `lease`, `due`,
--                 `rate`, `group` (places to give away after a limit was raised), `group_rate`, `retention`
--
-- Every script ends with `commit` (moves.lua), which arms each queue that it touched.

-- The rules of the process, as "ms,failed_ms,count,bytes" of retention and then, where there is a limit, a space and
-- the most jobs of the namespace at once. Few scripts need to know the retention.
local rules, retention

local function use_rules(packed)
  rules = packed
  local gap = string.find(packed, ' ', 1, true)
  if gap then
    --@place
    limit_namespace(tonumber(sub(packed, gap + 1)))
  end
end

-- A queue's own settings by name, read once in a script.
local configs = {}

local function config_of(q)
  local config = configs[q]
  if not config then
    config = {}
    -- Mostly there are none: then this is cheaper than to ask for each by name.
    local found = call('HGETALL', queue_key(q, 'config'))
    for i = 1, #found, 2 do
      config[found[i]] = found[i + 1]
    end
    configs[q] = config
  end
  return config
end

-- How outcomes of a queue are kept: as it says, else as the process does.
local function retention_of(q)
  if not retention then
    local ms, failed_ms, count, bytes = string.match(rules, '^(%d+),(%d+),(%d+),(%d+)')
    retention = {
      ms = { completed = tonumber(ms), cancelled = tonumber(ms), failed = tonumber(failed_ms) },
      count = tonumber(count),
      bytes = tonumber(bytes),
    }
  end
  local own = config_of(q)
  if not (own.retention_ms or own.retention_failed_ms or own.retention_count or own.retention_bytes) then
    return retention
  end
  local ms = tonumber(own.retention_ms or retention.ms.completed)
  return {
    ms = { completed = ms, cancelled = ms, failed = tonumber(own.retention_failed_ms or retention.ms.failed) },
    count = tonumber(own.retention_count or retention.count),
    bytes = tonumber(own.retention_bytes or retention.bytes),
  }
end

local function set_alarm(kind, q, at)
  if at then
    call('ZADD', P .. 'alarm', at, kind .. '|' .. q)
  else
    call('ZREM', P .. 'alarm', kind .. '|' .. q)
  end
end

-- When what falls due was only added to.
local function advance_alarm(kind, q, at)
  call('ZADD', P .. 'alarm', 'LT', at, kind .. '|' .. q)
end

local function first_score(key)
  return call('ZRANGE', key, '0', '0', 'WITHSCORES')[2]
end

local function last_turn()
  local last = call('ZREVRANGE', P .. 'ready', '0', '0', 'WITHSCORES')[2]
  return tonumber(last or 0)
end

-- What rates need (rates.lua), made for the first queue or group that has one.
local of_rates

local function rates()
  if not of_rates then
    --@include rates
    of_rates = { record = record_starts, keep = keep_starts, room = rate_room }
  end
  return of_rates
end

local function arm_rate(q)
  local rate, at = config_of(q).rate, nil
  if rate then
    at = select(2, rates().room(queue_key(q, 'starts'), rate))
  end
  set_alarm('rate', q, at)
end

-- How many more jobs of the queue may start now: 0 if paused, false for any number. Also its rate, false for none.
local function start_room(q)
  local config = config_of(q)
  local rate = config.rate
  if config.paused == '1' then
    return 0, rate
  end
  local most = tonumber(config.concurrency)
  local room = most and math.max(0, most - call('ZCARD', queue_key(q, 'in_progress')))
  if rate and room ~= 0 then
    local starts = rates().room(queue_key(q, 'starts'), rate)
    room = room and math.min(room, starts) or starts
  end
  return room, rate
end

-- The namespace may have room for others than before.
local has_room = false

-- `is_ready`: known to be in `ready`. `has_jobs`: known to have queued jobs.
local function arm_ready(q, is_ready, has_jobs)
  if (has_jobs or call('ZCARD', queue_key(q, 'queued')) > 0) and start_room(q) ~= 0 then
    if not is_ready and not call('ZSCORE', P .. 'ready', q) then
      call('ZADD', P .. 'ready', int(last_turn() + 1), q)
    end
    wake(q)
  elseif call('ZREM', P .. 'ready', q) == 1 then
    drop_token(queue_key(q, 'wake'))
    has_room = limit and limit.leave(queue_key(q, 'wake')) or has_room
    if call('ZCARD', P .. 'ready') == 0 then
      drop_token(P .. 'wake')
      has_room = limit and limit.leave(P .. 'wake') or has_room
    end
  end
end

-- A worker that sleeps until the alarm it knows of must hear of an earlier one.
local function arm_due(q)
  local at = first_score(queue_key(q, 'scheduled'))
  local before = call('ZSCORE', P .. 'alarm', 'due|' .. q)
  set_alarm('due', q, at)
  if at and (not before or tonumber(at) < tonumber(before)) then
    wake(q)
  end
end

local function arm_retention(q, kept)
  local at, retention = nil, retention_of(q)
  for state, ms in pairs(retention.ms) do
    local key = queue_key(q, state)
    local oldest = first_score(key)
    if oldest then
      local due = tonumber(oldest) + ms
      if call('ZCARD', key) > retention.count then
        due = 0
      end
      if not at or due < at then
        at = due
      end
    end
  end
  if at and kept > retention.bytes then
    at = 0
  end
  set_alarm('retention', q, at and int(at))
end

-- After outcomes were only added: the oldest stays, so the alarm can only come closer.
local function arm_retention_added(q, kept, added)
  local at, retention = nil, retention_of(q)
  for state, ms in pairs(retention.ms) do
    local n = added[state]
    if n then
      local key = queue_key(q, state)
      local size = call('ZCARD', key)
      if size > retention.count or kept > retention.bytes then
        at = 0
      elseif size <= n then
        local due = tonumber(first_score(key)) + ms
        at = at and math.min(at, due) or due
      end
    end
  end
  if at then
    advance_alarm('retention', q, int(at))
  end
end

local function next_alarm_ms()
  local at = first_score(P .. 'alarm')
  if not at then
    return -1
  end
  return math.max(0, tonumber(at) - now)
end
