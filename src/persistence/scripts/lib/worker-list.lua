-- Who was heard of, and when:
--
--   workers       ZSET  id -> when (epoch ms); those that stopped are not in it
--   worker:info   HASH  id -> what it says of itself, as JSON
--   worker:name   HASH  id -> its name, also for some time after it was last heard of
--   worker:seen   ZSET  id -> when, for all names

-- Names stay known to the attempt history for a month after the worker was last seen. Whoever pulls jobs chooses
-- its name, so their number has a limit too.
local NAMES_KEPT_MS = 30 * 86400000
local MOST_NAMES = 20000
local FORGOTTEN_AT_ONCE = 100

local function list_worker(id, info, name)
  call('ZADD', P .. 'workers', now, id)
  call('HSET', P .. 'worker:info', id, info)
  call('HSET', P .. 'worker:name', id, name)
  call('ZADD', P .. 'worker:seen', now, id)
end

local function forget_workers()
  local old = call('ZRANGEBYSCORE', P .. 'worker:seen', '-inf', now - NAMES_KEPT_MS, 'LIMIT', 0, FORGOTTEN_AT_ONCE)
  if #old == 0 and call('ZCARD', P .. 'worker:seen') > MOST_NAMES then
    old = call('ZRANGE', P .. 'worker:seen', 0, FORGOTTEN_AT_ONCE - 1)
  end
  if #old > 0 then
    call('ZREM', P .. 'worker:seen', unpack(old))
    call('ZREM', P .. 'workers', unpack(old))
    call('HDEL', P .. 'worker:name', unpack(old))
    call('HDEL', P .. 'worker:info', unpack(old))
  end
end
