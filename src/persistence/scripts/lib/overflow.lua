-- A queue that is full may make room for a new job, as its setting `overflow` says:
--
--   drop_oldest         the oldest of the lowest priority goes, unless that is higher than the new job's
--   shed_low_priority   the last in line goes, if it is of a lower priority than the new job
--
-- Only jobs in `queued` go. They become `failed` (code `dropped`). `line` is what enqueue.lua knows of the queue.

-- For one new job.
local MOST_VICTIMS = 100

local function band_of(score)
  return floor(score / PRIORITY_STEP)
end

-- The first jobs to go, by drop_oldest: those of the lowest priority, then of the one above it; id, score...
local function oldest_of_lowest(q, most)
  local key, found, below = queue_key(q, 'queued'), {}, '+inf'
  repeat
    local top = call('ZREVRANGEBYSCORE', key, below, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if top[1] then
      local from = band_of(tonumber(top[2])) * PRIORITY_STEP
      local room = most - #found / 2
      for _, part in ipairs(call('ZRANGEBYSCORE', key, int(from), top[2], 'WITHSCORES', 'LIMIT', 0, int(room))) do
        found[#found + 1] = part
      end
      below = '(' .. int(from)
    end
  until not top[1] or #found >= 2 * most
  return found
end

local function first_to_go(q, line, most)
  if line.overflow == 'drop_oldest' then
    return oldest_of_lowest(q, most)
  end
  return call('ZREVRANGE', queue_key(q, 'queued'), 0, int(most - 1), 'WITHSCORES')
end

-- The jobs that have to go so that a new one fits: id, record...; nil if too many would, or one that may not.
local function make_room(q, line, size, priority)
  local excess, bytes = line.depth + 1 - line.max_depth, line.bytes + size - line.max_bytes
  if size > line.max_bytes or line.max_depth < 1 or excess > MOST_VICTIMS then
    return nil
  end
  -- What this call has done so far counts, too.
  commit()
  local band, victims = 100 - priority, {}
  local found = first_to_go(q, line, bytes > 0 and MOST_VICTIMS or excess)
  for i = 1, #found, 2 do
    if excess <= 0 and bytes <= 0 then
      break
    end
    local other = band_of(tonumber(found[i + 1]))
    if other < band or other == band and line.overflow ~= 'drop_oldest' then
      return nil
    end
    local s = call('HGET', job_key(found[i]), 's')
    victims[#victims + 1] = found[i]
    victims[#victims + 1] = s
    excess = excess - 1
    bytes = bytes - rec_size(s)
  end
  return excess <= 0 and bytes <= 0 and victims or nil
end

local function drop(q, line, victims)
  for i = 1, #victims, 2 do
    local id, r, fields = victims[i], rec_read(victims[i + 1]), {}
    if has(r.flags, FLAG_EXPIRY) then
      unlist_expiry(q, id)
      r.flags = without(r.flags, FLAG_EXPIRY)
    end
    line.depth = line.depth - 1
    line.bytes = line.bytes - r.size
    finish(q, id, r, 'queued', 'failed', put_own_error(id, r, fields, 'dropped'))
    save(id, r, fields)
    tally(q, 'dropped', 1)
    tell('f', id, r.attempt, 'dropped')
  end
end

-- Whether the first in line of a priority waits there for longer than the queue allows.
local function is_late(q, line)
  commit()
  local key, from = queue_key(q, 'queued'), '-inf'
  repeat
    local head = call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if head[1] then
      if now - tonumber(sub(call('HGET', job_key(head[1]), 's'), 34, 44), 16) > line.max_age then
        return true
      end
      from = int((band_of(tonumber(head[2])) + 1) * PRIORITY_STEP)
    end
  until not head[1]
  return false
end
