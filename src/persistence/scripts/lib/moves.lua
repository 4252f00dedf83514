-- Moves of jobs between states, collected and written together by `commit`: one ZREM and one ZADD for each
-- set, one increment for each counter, and one `arm` for each queue. A job moves at most once between commits.
-- In the order in which the queues were touched, so that their turns do not depend on Lua's hash order.
-- Beside the moves a batch can say what has to be armed, or what needs no look: `config` (settings changed, or it is
-- served just now), `leases` (renewed), `expiry`, `rearm` (anything may have changed), `wake`; `is_ready` (it is in
-- `ready`), `lease_ends` (leases were only given, all with this end).
local batches, touched = {}, {}

local function batch_of(q)
  local b = batches[q]
  if not b then
    b = { rem = {}, add = {}, delta = {}, tally = {}, bytes = 0, kept = 0 }
    batches[q] = b
    touched[#touched + 1] = q
  end
  return b
end

-- From or to nil: the job is made or removed.
local function move(q, id, from, to, score)
  local b = batch_of(q)
  if from then
    local ids = b.rem[from]
    if not ids then
      ids = {}
      b.rem[from] = ids
    end
    ids[#ids + 1] = id
    b.delta[from] = (b.delta[from] or 0) - 1
  end
  if to then
    local args = b.add[to]
    if not args then
      args = {}
      b.add[to] = args
    end
    local n = #args
    args[n + 1] = score
    args[n + 2] = id
    b.delta[to] = (b.delta[to] or 0) + 1
  end
end

-- Many jobs of one queue, none of them moved yet: score, id... as for ZADD. From nil: they are made. `removed`: from
-- their old set already.
local function move_all(q, args, from, to, removed)
  local b, n, at = batch_of(q), #args / 2, nil
  if from then
    if not removed then
      local ids = b.rem[from] or {}
      at = #ids
      for k = 1, n do
        ids[at + k] = args[2 * k]
      end
      b.rem[from] = ids
    end
    b.delta[from] = (b.delta[from] or 0) - n
  end
  b.delta[to] = (b.delta[to] or 0) + n
  local add = b.add[to]
  if not add then
    b.add[to] = args
    return
  end
  at = #add
  for k = 1, 2 * n do
    add[at + k] = args[k]
  end
end

-- Counters that only grow.
local function tally(q, counter, n)
  local t = batch_of(q).tally
  t[counter] = (t[counter] or 0) + n
end

-- Payload bytes of jobs that are not final yet; bytes of kept outcomes.
local function weigh(q, bytes, kept)
  local b = batch_of(q)
  b.bytes = b.bytes + bytes
  b.kept = b.kept + kept
end

-- A job came into the line, with a new number of arrival: where priorities age, it does from now on (ageing.lua).
local function note_arrival(q, id)
  if config_of(q).priority_ageing_ms then
    call('HSET', job_key(id), 'a', now_hex)
  end
end

local function list_expiry(q, id, at)
  call('ZADD', queue_key(q, 'expiry'), at, id)
  batch_of(q).expiry = true
end

local function unlist_expiry(q, id)
  call('ZREM', queue_key(q, 'expiry'), id)
  batch_of(q).expiry = true
end

local function write_sums(q, b)
  local own = sub(q, 1, 7) == 'sluice.'
  local counts = P .. 'counts'
  local stats = queue_key(q, 'stats')
  for counter, n in pairs(b.tally) do
    call('HINCRBY', stats, counter, int(n))
    if not own then
      call('HINCRBY', counts, counter, int(n))
    end
  end
  if not own then
    for state, n in pairs(b.delta) do
      if n ~= 0 then
        call('HINCRBY', counts, 'state:' .. state, int(n))
      end
    end
  end
  if b.bytes ~= 0 then
    call('HINCRBY', queue_key(q, 'gauge'), 'bytes', int(b.bytes))
    if not own then
      call('HINCRBY', counts, 'bytes', int(b.bytes))
    end
  end
end

local function commit_queue(q, b)
  if b.admit then
    b.admit(q, b)
  end
  for state, ids in pairs(b.rem) do
    call('ZREM', queue_key(q, state), unpack(ids))
  end
  for state, args in pairs(b.add) do
    call('ZADD', queue_key(q, state), unpack(args))
  end
  write_sums(q, b)
  local moved, config = b.delta, config_of(q)
  -- With a concurrency, jobs that end make room. With a rate, the passing of time alone may have made it ready.
  if moved.queued or b.config or config.rate or moved.in_progress and config.concurrency then
    arm_ready(q, b.is_ready, b.has_jobs or (moved.queued or 0) > 0)
  end
  if moved.scheduled or b.rearm then
    --@place
    arm_due(q)
  end
  if b.leases or b.rearm or b.rem.in_progress or moved.in_progress and not b.lease_ends then
    set_alarm('lease', q, first_score(queue_key(q, 'in_progress')))
  elseif b.lease_ends then
    advance_alarm('lease', q, b.lease_ends)
  end
  if b.expiry or b.rearm then
    set_alarm('expiry', q, first_score(queue_key(q, 'expiry')))
  end
  if moved.completed or moved.failed or moved.cancelled or b.rearm then
    --@place
    local kept = call('HINCRBY', queue_key(q, 'gauge'), 'kept', int(b.kept))
    if b.rem.completed or b.rem.failed or b.rem.cancelled or b.rearm then
      --@place
      arm_retention(q, kept)
    else
      arm_retention_added(q, kept, b.delta)
    end
  end
  if b.wake then
    wake(q)
  end
end

-- What else is collected, and written with the moves; nil for nothing.
local at_commit

local function commit()
  for _, q in ipairs(touched) do
    local b = batches[q]
    commit_queue(q, b)
    has_room = has_room or limit and (b.delta.in_progress or 0) < 0
  end
  batches, touched = {}, {}
  if has_room then
    has_room = false
    limit.give_room()
  end
  if at_commit then
    at_commit()
  end
end
