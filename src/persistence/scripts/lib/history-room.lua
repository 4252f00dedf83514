-- Which queues have a history: the sorted set holds the step of the latest entry of each. A queue that was quiet for an hour
-- makes room for another.
local HISTORIES = P .. 'history:queues'
local QUIET_STEPS = 60

-- Whether a queue has a history, or may get one. Steps are numbered by their length in ms.
local function has_room(q, step, most)
  if call('ZSCORE', HISTORIES, q) or call('ZCARD', HISTORIES) < most then
    return true
  end
  local oldest = call('ZRANGE', HISTORIES, 0, 0, 'WITHSCORES')
  if not oldest[1] or tonumber(oldest[2]) > step - QUIET_STEPS then
    return false
  end
  call('UNLINK', queue_key(oldest[1], 'history'), queue_key(oldest[1], 'errors'))
  call('ZREM', HISTORIES, oldest[1])
  return true
end
