-- Jobs of a type that their claimer does not know wait in `blocked`, out of the way, until a claim names it.
--
--   q:<queue>:parked:<type>   ZSET  id -> its score in `queued`
--   parked                    ZSET  <type>|<queue>, all with score 0: which of those sets exist
local function park(q, id, s, kind)
  local created_at = created_at_of(call('HGET', job_key(id), 'b0'))
  call('HSET', job_key(id), 's', 'b' .. sub(s, 2, 33) .. now_hex .. sub(s, 45, 64))
  call('ZADD', queue_key(q, 'parked:' .. kind), int(rec_score(s)), id)
  call('ZADD', P .. 'parked', 0, kind .. '|' .. q)
  move(q, id, 'queued', 'blocked', int(created_at))
  if has(rec_flags(s), FLAG_GROUP) and config_of(q).group_rate then
    group_rate.look_again(q, id)
  end
end

local function unlist_parked(q, id, kind)
  local key = queue_key(q, 'parked:' .. kind)
  if call('ZREM', key, id) == 1 and call('ZCARD', key) == 0 then
    call('ZREM', P .. 'parked', kind .. '|' .. q)
  end
end

-- Brings back up to `max` jobs of one type in one queue, to their old places.
local function unpark(q, kind, max)
  local key = queue_key(q, 'parked:' .. kind)
  local entries = call('ZRANGE', key, 0, max - 1, 'WITHSCORES')
  for i = 1, #entries, 2 do
    local id = entries[i]
    local s = call('HGET', job_key(id), 's')
    call('HSET', job_key(id), 's', 'q' .. sub(s, 2, 33) .. now_hex .. sub(s, 45, 64))
    move(q, id, 'blocked', 'queued', entries[i + 1])
    call('ZREM', key, id)
  end
  if call('ZCARD', key) == 0 then
    call('ZREM', P .. 'parked', kind .. '|' .. q)
  end
  return #entries / 2
end

-- The queues that have parked jobs of a type, among those that the claimer names (none: of all, a few).
local function parked_queues(kind, named)
  local found = {}
  if #named == 0 then
    for i, member in ipairs(call('ZRANGEBYLEX', P .. 'parked', '[' .. kind .. '|', '(' .. kind .. '}', 'LIMIT', 0, 64)) do
      found[i] = sub(member, #kind + 2)
    end
  else
    for _, q in ipairs(named) do
      if call('ZSCORE', P .. 'parked', kind .. '|' .. q) then
        found[#found + 1] = q
      end
    end
  end
  return found
end

-- Brings back up to `max` jobs of the types that a claimer knows, in the queues that it serves.
local function unpark_known(kinds, named, max)
  for _, kind in ipairs(kinds) do
    for _, q in ipairs(parked_queues(kind, named)) do
      if max <= 0 then
        return
      end
      max = max - unpark(q, kind, max)
    end
  end
end
