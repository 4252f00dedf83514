-- What is done when an alarm rings, each for at most `max` jobs of one queue. Each returns how many it took.

-- Fails a waiting job, of the queue's list of expiries, that did not start in time.
local function expire_job(q, id, s, kind)
  local r = rec_read(s)
  local from = STATE[r.status]
  unlist_expiry(q, id)
  if from == 'blocked' then
    unlist_parked(q, id, kind)
    unlist_grouped(q, id)
  end
  local fields = {}
  r.flags = without(r.flags, FLAG_EXPIRY)
  finish(q, id, r, from, 'failed', put_own_error(id, r, fields, 'expired'))
  save(id, r, fields)
  tell('f', id, r.attempt, 'expired')
end

local function expire(q, max)
  local ids = call('ZRANGEBYSCORE', queue_key(q, 'expiry'), '-inf', now_text, 'LIMIT', '0', int(max))
  local taken = 0
  for _, id in ipairs(ids) do
    local found = call('HMGET', job_key(id), 's', 'n')
    if found[1] then
      expire_job(q, id, found[1], type_of(found[2]))
    else
      unlist_expiry(q, id)
    end
    taken = taken + 1
    if unlisted >= MOST_UNLISTED then
      break
    end
  end
  return taken
end

local function reap(q, max)
  local ids = call('ZRANGEBYSCORE', queue_key(q, 'in_progress'), '-inf', now_text, 'LIMIT', '0', int(max))
  for _, id in ipairs(ids) do
    local s = call('HGET', job_key(id), 's')
    if s then
      local r = rec_read(s)
      local fields = {}
      add_attempt(fields, id, r, 'l', '')
      r.lapses = r.lapses + 1
      tally(q, 'lapsed', 1)
      if has(r.flags, FLAG_CANCEL) then
        finish(q, id, r, 'in_progress', 'cancelled', error_bytes(id, r.flags))
        tell('x', id, r.attempt)
      elseif r.lapses >= r.max_lapses then
        finish(q, id, r, 'in_progress', 'failed', put_own_error(id, r, fields, 'lease_lapsed'))
        tell('f', id, r.attempt, 'lease_lapsed')
      else
        r.status = 'q'
        r.token = NO_TOKEN
        r.at = now_hex
        move(q, id, 'in_progress', 'queued', int(r.score))
        tell('l', id, r.attempt)
      end
      save(id, r, fields)
    else
      move(q, id, 'in_progress', nil)
    end
  end
  return #ids
end

local function promote(q, max)
  local ids = call('ZRANGEBYSCORE', queue_key(q, 'scheduled'), '-inf', now_text, 'LIMIT', '0', int(max))
  if #ids == 0 then
    return 0
  end
  local seq = next_seq(#ids)
  for i, id in ipairs(ids) do
    local found = call('HMGET', job_key(id), 's', 't')
    local s = found[1]
    if found[2] then
      local r = rec_read(s)
      r.at = now_hex
      r.score = requeue_score(r.score, seq + i)
      enter_group(q, found[2], id, r, 'scheduled', created_at_of(call('HGET', job_key(id), 'b0')))
      save(id, r, {})
    elseif s then
      local score = requeue_score(rec_score(s), seq + i)
      call('HSET', job_key(id), 's', 'q' .. sub(s, 2, 33) .. now_hex .. format('%014x', score) .. sub(s, 59, 64))
      note_arrival(q, id)
      move(q, id, 'scheduled', 'queued', int(score))
    else
      move(q, id, 'scheduled', nil)
    end
  end
  return #ids
end

local function remove_outcomes(q, state, ids)
  local keys, config = {}, config_of(q)
  if config.index_gen and #ids > 0 then
    --@include index index-jobs
    unindex_jobs(q, config.index_gen, config.index, ids)
  end
  for _, id in ipairs(ids) do
    local s = call('HGET', job_key(id), 's')
    keys[#keys + 1] = job_key(id)
    if s then
      local flags = rec_flags(s)
      for letter, flag in pairs(VALUE_FLAG) do
        if has(flags, flag) then
          keys[#keys + 1] = value_key(letter, id)
        end
      end
      forget_dedup(id, flags)
      if has(flags, FLAG_DEPENDS) then
        keys[#keys + 1] = deps_key(id)
      end
      weigh(q, 0, -rec_size(s))
    end
    move(q, id, state, nil)
  end
  if #keys > 0 then
    call('UNLINK', unpack(keys))
  end
  return #ids
end

-- The oldest of a state, as long as their weight is over the limit.
local function trim_by_bytes(q, state, max, over)
  local ids, freed = {}, 0
  local offset = #(batch_of(q).rem[state] or {})
  for _, id in ipairs(call('ZRANGE', queue_key(q, state), offset, offset + max - 1)) do
    if freed >= over then
      break
    end
    local s = call('HGET', job_key(id), 's')
    freed = freed + (s and rec_size(s) or 0)
    ids[#ids + 1] = id
  end
  return remove_outcomes(q, state, ids), freed
end

-- Outcomes that are too old, too many, or too large together. With `pressure` also the oldest completed,
-- then cancelled ones.
local function trim(q, max, pressure)
  local left, retention = max, retention_of(q)
  for _, state in ipairs({ 'completed', 'cancelled', 'failed' }) do
    local key = queue_key(q, state)
    local over = math.max(0, call('ZCARD', key) - retention.count)
    local old = call('ZCOUNT', key, '-inf', now - retention.ms[state])
    local n = math.min(left, math.max(over, old))
    if n > 0 then
      left = left - remove_outcomes(q, state, call('ZRANGE', key, 0, n - 1))
    end
  end
  local kept = tonumber(call('HGET', queue_key(q, 'gauge'), 'kept') or 0) + batch_of(q).kept
  local over = kept - retention.bytes
  for _, state in ipairs({ 'completed', 'cancelled', 'failed' }) do
    if over > 0 and left > 0 then
      local n, freed = trim_by_bytes(q, state, left, over)
      left = left - n
      over = over - freed
    end
  end
  if pressure then
    for _, state in ipairs({ 'completed', 'cancelled' }) do
      if left > 0 then
        left = left - trim_by_bytes(q, state, left, math.huge)
      end
    end
  end
  if left < max then
    tell_queue('T', q, max - left)
  end
  return max - left
end

-- The rate of the queue has room again.
local function may_start(q)
  arm_rate(q)
  batch_of(q).config = true
  return 0
end

local ALARM_KINDS = { 'expiry', 'lease', 'unblock', 'due', 'group', 'rate', 'group_rate', 'retention' }
local ALARM_SERVE = {
  expiry = expire, lease = reap, unblock = unblock, due = promote, group = widen, rate = may_start,
  group_rate = group_rate.serve, retention = trim,
}
local ALARMS_AT_ONCE = 64

-- Due alarms of the wanted kinds, as kind -> queues.
local function due_alarms(wanted)
  local due, offset = {}, 0
  repeat
    local members = call('ZRANGEBYSCORE', P .. 'alarm', '-inf', now_text, 'LIMIT', offset, ALARMS_AT_ONCE)
    local found = false
    for _, member in ipairs(members) do
      local bar = string.find(member, '|', 1, true)
      local kind = sub(member, 1, bar - 1)
      if wanted[kind] then
        found = true
        due[kind] = due[kind] or {}
        due[kind][#due[kind] + 1] = sub(member, bar + 1)
      end
    end
    offset = offset + ALARMS_AT_ONCE
  until found or #members < ALARMS_AT_ONCE or offset >= 1024
  return due
end

-- Serves due alarms of the wanted kinds for up to `max` jobs, expired jobs first, so that none of them starts.
-- Commits. Returns how many jobs were taken and whether more may be due.
local function serve_alarms(wanted, max)
  local due = due_alarms(wanted)
  local left = max
  for _, kind in ipairs(ALARM_KINDS) do
    for _, q in ipairs(due[kind] or {}) do
      if left <= 0 then
        return max - left, true
      end
      local taken = ALARM_SERVE[kind](q, left)
      left = left - taken
      if taken == 0 and kind ~= 'unblock' then
        -- Rang too early or for nothing: let `arm` set it to what is true.
        batch_of(q).rearm = true
      end
      commit()
    end
  end
  return max - left, left <= 0
end
