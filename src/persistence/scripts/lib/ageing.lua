-- Ageing of priorities, in queues with `priority_ageing_ms`: a job that waits in line gains a level of priority each such
-- span. All of them age alike, so their order never changes: with A for the span, a job goes by
--
--   when it came into the line - its priority * A
--
-- the lowest first, and by its number of arrival where that is the same. Within a priority that is the order of
-- `queued`, which stays as it is: the first in line of each priority are compared, and the setting can be changed at any
-- time. A job that was in line before the setting was made ages from then on.
--
--   field a              of a job's hash: when it came into the line (11 hex digits, epoch ms); written by `note_arrival`
--   q:<queue>:config     priority_ageing_ms, and ageing_since: when it was first set (epoch ms)
local ageing = {}

do
  local AT_ONCE = 16

  -- The priorities of which jobs wait in line, the highest first: where their part of `queued` begins, and who is first.
  local function bands_of(q)
    local key, from, bands = queue_key(q, 'queued'), '-inf', {}
    repeat
      local head = call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
      if head[1] then
        local place = tonumber(head[2])
        local number = place % PRIORITY_STEP
        local start = place - number
        bands[#bands + 1] = { from = start, priority = 100 - start / PRIORITY_STEP, jobs = head, at = 1, taken = 0 }
        from = int(start + PRIORITY_STEP)
      end
    until not head[1]
    return bands
  end

  local function rank_of(q, id, priority)
    local config = config_of(q)
    local came = call('HGET', job_key(id), 'a')
    local since = math.max(came and tonumber(came, 16) or 0, tonumber(config.ageing_since or 0))
    return since - priority * tonumber(config.priority_ageing_ms)
  end

  -- The next job of a priority that was not taken yet; nil if there is none.
  local function look(q, band)
    if not band.jobs[band.at] and not band.over then
      band.jobs = call(
        'ZRANGEBYSCORE', queue_key(q, 'queued'), int(band.from), '(' .. int(band.from + PRIORITY_STEP), 'WITHSCORES',
        'LIMIT', int(band.taken), AT_ONCE
      )
      band.at = 1
      band.over = #band.jobs < 2 * AT_ONCE
    end
    band.id = band.jobs[band.at]
    if band.id then
      band.number = tonumber(band.jobs[band.at + 1]) % PRIORITY_STEP
      band.rank = rank_of(q, band.id, band.priority)
    end
  end

  -- The first `n` in line.
  function ageing.front(q, n)
    local bands, ids = bands_of(q), {}
    for _, band in ipairs(bands) do
      look(q, band)
    end
    while #ids < n do
      local best
      for _, band in ipairs(bands) do
        if band.id and (not best or band.rank < best.rank or band.rank == best.rank and band.number < best.number) then
          best = band
        end
      end
      if not best then
        break
      end
      ids[#ids + 1] = best.id
      best.taken, best.at = best.taken + 1, best.at + 2
      look(q, best)
    end
    return ids
  end

  -- How many jobs go before this one, which waits in line. Those of one priority are in the order of their ranks.
  function ageing.ahead(q, id)
    local key = queue_key(q, 'queued')
    local place = tonumber(call('ZSCORE', key, id))
    local number = place % PRIORITY_STEP
    local rank, sum = rank_of(q, id, 100 - (place - number) / PRIORITY_STEP), 0
    for _, band in ipairs(bands_of(q)) do
      local first = call('ZCOUNT', key, '-inf', '(' .. int(band.from))
      local low, high = first, call('ZCOUNT', key, '-inf', '(' .. int(band.from + PRIORITY_STEP))
      while low < high do
        local middle = floor((low + high) / 2)
        local other = call('ZRANGE', key, int(middle), int(middle), 'WITHSCORES')
        local theirs = rank_of(q, other[1], band.priority)
        if theirs < rank or theirs == rank and tonumber(other[2]) % PRIORITY_STEP < number then
          low = middle + 1
        else
          high = middle
        end
      end
      sum = sum + low - first
    end
    return sum
  end
end
