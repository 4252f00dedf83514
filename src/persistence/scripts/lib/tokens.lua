-- What idle workers sleep on:
--
--   wake, q:<queue>:wake   LISTs of at most one token: for workers of all queues, and for those of this one
local CALLBACK_QUEUE = 'sluice.callbacks'

-- How many jobs of the namespace may run at once, and who waits for that; nil: any number. See limit_namespace.
local limit

-- Those that this script has seen to.
local has_token = {}

-- `anyway`: also where the namespace has no room. Without room nothing is noted: somebody else may push it anyway.
local function push_token(key, anyway)
  if has_token[key] then
    return
  end
  if call('LLEN', key) == 0 then
    if not anyway and limit and limit.holds_back(key) then
      return
    end
    call('RPUSH', key, '1')
  end
  has_token[key] = true
end

local function drop_token(key)
  has_token[key] = nil
  call('DEL', key)
end

local function wake(q)
  local all, own, anyway = P .. 'wake', queue_key(q, 'wake'), q == CALLBACK_QUEUE
  if not has_token[all] and not has_token[own] and call('EXISTS', all, own) == 2 then
    -- Mostly so: workers that are busy take no tokens.
    has_token[all], has_token[own] = true, true
    return
  end
  push_token(all, anyway)
  push_token(own, anyway)
end

-- The namespace runs at most so many jobs, but for those of the service's own queues, which neither count nor wait.
--
--   limited   ZSET  <list> (`wake` or `q:<queue>:wake`) -> its place: lists whose workers the limit turned away. They have
--             no token until there is room, or each job that comes would wake a worker for nothing. Their places are
--             below 0, by when they came. As room comes, the first of them get their tokens, and that much of the room is
--             kept for them: or who claims as it completes would always be there before those who wait. Then the place
--             says until when (epoch ms); nobody came for those that are over.
local function limit_namespace(most)
  local LIMITED = P .. 'limited'
  -- A worker comes at once; one that lost too many races takes up to 250 ms.
  local KEPT_MS = 500
  local BEFORE_ALL_TIME = 2 ^ 50
  local GIVEN_AT_ONCE = 100

  local function list_of(key)
    return sub(key, #P + 1)
  end

  local function holds_back(key)
    local place = call('ZSCORE', LIMITED, list_of(key))
    return place and tonumber(place) < 0
  end

  -- How many more jobs may start, without those for which room is kept.
  local function room()
    local running = tonumber(call('HGET', P .. 'counts', 'state:in_progress') or 0)
    return math.max(0, most - running - call('ZCOUNT', LIMITED, '(' .. now_text, '+inf'))
  end

  local function give_room()
    for _, list in ipairs(call('ZRANGEBYSCORE', LIMITED, '0', now_text)) do
      call('ZREM', LIMITED, list)
    end
    local free = math.min(room(), GIVEN_AT_ONCE)
    if free > 0 then
      for _, list in ipairs(call('ZRANGEBYSCORE', LIMITED, '-inf', '(0', 'LIMIT', '0', int(free))) do
        call('ZADD', LIMITED, int(now + KEPT_MS), list)
        has_token[P .. list] = nil
        push_token(P .. list)
      end
    end
  end

  -- Who sleeps on this list is here, or has nothing to wait for.
  local function leave(key)
    return call('ZREM', LIMITED, list_of(key)) == 1
  end

  local function wait(key)
    drop_token(key)
    call('ZADD', LIMITED, 'NX', int(now - BEFORE_ALL_TIME), list_of(key))
  end

  limit = { holds_back = holds_back, room = room, give_room = give_room, leave = leave, wait = wait }
end
