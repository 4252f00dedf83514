-- A `rate` is "<limit>/<per_ms>": at most so many starts within any span of that length. `key` is the list of when the
-- latest starts were (epoch ms), at most `limit` of them:
--
--   q:<queue>:starts   LIST  of the queue, for its `rate`; the alarm `rate` rings once there is room again
local function read_rate(rate)
  local limit, per_ms = string.match(rate, '^(%d+)/(%d+)$')
  return tonumber(limit), tonumber(per_ms)
end

-- As long as the rate looks back, from now on: also where the starts were counted for a rate that looks back less.
local function keep_starts(key, rate)
  call('PEXPIRE', key, int(select(2, read_rate(rate)) + 1000))
end

local function record_starts(key, rate, n)
  local limit = read_rate(rate)
  local times, last = {}, math.min(n, limit)
  for i = 1, last do
    times[#times + 1] = now_text
    if #times == 1000 or i == last then
      call('RPUSH', key, unpack(times))
      times = {}
    end
  end
  call('LTRIM', key, int(-limit), '-1')
  keep_starts(key, rate)
end

-- How many starts the list holds. What is no list of times up to now is taken for as many starts of this moment.
local function starts_held(key, rate)
  local kind = call('TYPE', key).ok
  if kind == 'none' then
    return 0
  end
  local size, first, last = read_rate(rate), nil, nil
  if kind == 'list' then
    size, first, last = call('LLEN', key), call('LINDEX', key, '0'), call('LINDEX', key, '-1')
  end
  if not tonumber(first) or not tonumber(last) or tonumber(last) > now then
    call('DEL', key)
    record_starts(key, rate, size)
  end
  return size
end

-- How many starts there is room for; if none, also when there is. As if `given` (none where left out) more had just
-- been.
local function rate_room(key, rate, given)
  local limit, per_ms = read_rate(rate)
  local size = starts_held(key, rate)
  local function time_of(index)
    return index < size and tonumber(call('LINDEX', key, int(index))) or now
  end
  -- The first start that counts still: the times are in order.
  local low, high = 0, size
  while low < high do
    local middle = floor((low + high) / 2)
    if time_of(middle) + per_ms >= now then
      high = middle
    else
      low = middle + 1
    end
  end
  given = given or 0
  local room = limit - (size - low) - given
  if room > 0 then
    return room
  end
  return 0, int(time_of(size + given - limit) + per_ms + 1)
end
