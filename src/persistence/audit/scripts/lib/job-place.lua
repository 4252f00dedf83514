-- Where a job is, against what its record says: its set and score, its token, the lists of expiries and of
-- parked jobs, and its lease.

-- Given to a job whose lease is not known any more: a worker that lives extends it, a dead one's lapses.
local NEW_LEASE_MS = 30000
-- A worker is alive that was heard of within this time.
local ALIVE_MS = 15000

-- The score that follows from the record, or nil: due times and ends of leases are nowhere else.
local function known_score(f, state)
  if state == 'queued' then
    return int(rec_score(f.s))
  elseif state == 'blocked' then
    return int(created_at_of(f.b0))
  elseif state ~= 'scheduled' and state ~= 'in_progress' then
    return int(tonumber(sub(f.s, 34, 44), 16))
  end
end

local function new_score(f, state)
  return known_score(f, state) or int(state == 'scheduled' and now or now + NEW_LEASE_MS)
end

local function check_token(q, id, f)
  local runs, token = rec_status(f.s) == 'r', rec_token(f.s)
  if runs and token == NO_TOKEN then
    report('running_without_token', id, q, function()
      leave_sets(q, id)
      write_record(id, f, 'q' .. sub(f.s, 2, 33) .. now_hex .. sub(f.s, 45, 64))
      call('ZADD', queue_key(q, 'queued'), new_score(f, 'queued'), id)
      rearm(q)
    end)
  elseif not runs and rec_status(f.s) ~= 'c' and token ~= NO_TOKEN then
    report('token_without_run', id, 'token ' .. token, function()
      write_record(id, f, sub(f.s, 1, 19) .. NO_TOKEN .. sub(f.s, 34, 64))
    end)
  end
end

local function move_home(q, id, f, state)
  for _, other in ipairs(STATES) do
    if other ~= state then
      call('ZREM', queue_key(q, other), id)
    end
  end
  call('ZADD', queue_key(q, state), 'NX', new_score(f, state), id)
  rearm(q)
end

local function check_set(q, id, f)
  local state = STATE[rec_status(f.s)]
  local places = {}
  for _, candidate in ipairs(STATES) do
    if call('ZSCORE', queue_key(q, candidate), id) then
      places[#places + 1] = candidate
    end
  end
  local function mend()
    move_home(q, id, f, state)
  end
  local where = q .. ' ' .. table.concat(places, ',') .. ' by its record ' .. state
  if #places == 0 then
    report('job_in_no_set', id, q .. ' by its record ' .. state, mend)
  elseif #places > 1 then
    report('job_in_two_sets', id, where, mend)
  elseif places[1] ~= state then
    report('job_in_wrong_set', id, where, mend)
  end
end

local function check_score(q, id, f)
  local state = STATE[rec_status(f.s)]
  local wanted, score = known_score(f, state), call('ZSCORE', queue_key(q, state), id)
  if wanted and score and tonumber(score) ~= tonumber(wanted) then
    report('score_disagrees', id, q .. ' ' .. state .. ' has ' .. score .. ' by its record ' .. wanted, function()
      call('ZADD', queue_key(q, state), 'XX', wanted, id)
      rearm(q)
    end)
  end
end

local function check_lease(q, id, f, overdue_ms)
  local ends = rec_status(f.s) == 'r' and call('ZSCORE', queue_key(q, 'in_progress'), id)
  if not ends or now - tonumber(ends) <= overdue_ms then
    return
  end
  local heard = call('ZREVRANGE', P .. 'workers', 0, 0, 'WITHSCORES')[2]
  if heard and now - tonumber(heard) <= ALIVE_MS then
    report('lease_overdue', id, q .. ' ended ' .. int(now - tonumber(ends)) .. ' ms ago', function()
      rearm(q)
    end)
  end
end

-- What was chosen when the job was sent: short JSON, in which a quote within a text is escaped, so that these
-- patterns find nothing else.
local function expiry_of(id, f)
  local length = static_length_of(f.b0)
  local static
  if has(rec_flags(f.s), FLAG_BODY_KEY) then
    static = call('GETRANGE', value_key('b', id), 0, length - 1)
  else
    local pieces = { sub(f.b0, 39) }
    for piece = 1, 8 do
      pieces[piece + 1] = f['b' .. piece] or ''
    end
    static = sub(table.concat(pieces), 1, length)
  end
  local at, ttl = string.match(static, '"x":(%d+)'), string.match(static, '"tl":(%d+)')
  return at or (ttl and int(created_at_of(f.b0) + tonumber(ttl)))
end

-- Only waiting jobs expire.
local function check_expiry(q, id, f)
  local flags, key = rec_flags(f.s), queue_key(q, 'expiry')
  local waits, flagged, at = WAITING[rec_status(f.s)], has(flags, FLAG_EXPIRY), call('ZSCORE', key, id)
  if flagged == (at and true or false) and (waits or not flagged) then
    return
  end
  local detail = q .. (flagged and ' flag,' or ' no flag,') .. (at and ' listed' or ' not listed')
  report('expiry_disagrees', id, detail, function()
    local wanted = waits and (at or expiry_of(id, f))
    if wanted then
      call('ZADD', key, wanted, id)
      write_flags(id, f, with(flags, FLAG_EXPIRY))
    else
      call('ZREM', key, id)
      write_flags(id, f, without(flags, FLAG_EXPIRY))
    end
    rearm(q)
  end)
end

-- Whether it waits for its dependencies, not for somebody who knows its type.
local function waits_for_others(f)
  return f.w ~= nil and has(rec_flags(f.s), FLAG_DEPENDS) and string.find(f.w, '^%l') ~= nil
end

-- It has no place in its group and waits for one, or has one and waits for the rate of its group.
local function waits_for_group(q, f, id)
  return f.t and (not has(rec_flags(f.s), FLAG_GROUP) or call('ZSCORE', waiting_key(q, f.t), id))
end

local function check_parked(q, id, f)
  local kind = type_of(f.n)
  local key = queue_key(q, 'parked:' .. kind)
  local blocked = rec_status(f.s) == 'b' and not waits_for_others(f) and not waits_for_group(q, f, id)
  local place = call('ZSCORE', key, id)
  if blocked and not place then
    report('blocked_not_parked', id, q .. ' ' .. kind, function()
      call('ZADD', key, int(rec_score(f.s)), id)
      call('ZADD', P .. 'parked', 0, kind .. '|' .. q)
    end)
  elseif place and not blocked then
    report('parked_not_blocked', id, q .. ' ' .. kind, function()
      unlist_parked(q, id, kind)
    end)
  end
end
