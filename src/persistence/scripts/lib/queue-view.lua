-- A queue for readers.
local STATES = { 'scheduled', 'blocked', 'queued', 'in_progress', 'completed', 'failed', 'cancelled' }

-- When the job that came into the line first was accepted, -1 for none: the first of each priority is looked at.
local function oldest_queued_at(q)
  local key = queue_key(q, 'queued')
  local from, oldest, lowest = '-inf', nil, nil
  repeat
    local head = call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if head[1] then
      local score = tonumber(head[2])
      local seq = score % PRIORITY_STEP
      if not lowest or seq < lowest then
        oldest, lowest = head[1], seq
      end
      from = int(score - seq + PRIORITY_STEP)
    end
  until not head[1]
  local b0 = oldest and call('HGET', job_key(oldest), 'b0')
  return b0 and created_at_of(b0) or -1
end

-- Jobs in its index, and 1 if those are all of them; false without an index.
local function view_index(q)
  if not call('HGET', queue_key(q, 'config'), 'index_gen') then
    return false
  end
  return { tonumber(call('HGET', queue_key(q, 'index'), 'jobs') or 0), index_is_whole(q) and 1 or 0 }
end

-- Name, config, stats and gauge (flat), sizes of the seven states in their order, oldest queued at, index.
local function view_queue(q)
  local sizes = {}
  for i, state in ipairs(STATES) do
    sizes[i] = call('ZCARD', queue_key(q, state))
  end
  return {
    q, call('HGETALL', queue_key(q, 'config')), call('HGETALL', queue_key(q, 'stats')),
    call('HGETALL', queue_key(q, 'gauge')), sizes, sizes[3] > 0 and oldest_queued_at(q) or -1,
    view_index(q),
  }
end
