-- Ends of jobs come through to who waits for them, in steps.
local ENDED = { [2] = 'failed', [3] = 'was cancelled' }

-- The first of its dependencies, as sent, that did not complete, in words.
local function dependency_error(id)
  local first, how
  local entries = call('ZRANGEBYSCORE', deps_key(id), OUTCOME_STEP.f, '+inf', 'WITHSCORES')
  for i = 1, #entries, 2 do
    local score = tonumber(entries[i + 1])
    if not first or score % OUTCOMES_FROM < first % OUTCOMES_FROM then
      first, how = score, 'job ' .. entries[i] .. ', which it depends on, ' .. ENDED[floor(score / OUTCOMES_FROM)]
    end
  end
  return '{"code":"dependency_failed","message":' .. cjson.encode(how) .. '}'
end

-- Ends a job that waits, since one of its dependencies did not complete.
local function end_dependent(q, id, s, to)
  local r, fields = rec_read(s), {}
  if has(r.flags, FLAG_EXPIRY) then
    unlist_expiry(q, id)
    r.flags = without(r.flags, FLAG_EXPIRY)
  end
  local text = dependency_error(id)
  r.flags = with(r.flags, FLAG_ERROR)
  for from = 1, #text, 64 do
    fields[#fields + 1] = 'e' .. int((from - 1) / 64)
    fields[#fields + 1] = sub(text, from, from + 63)
  end
  finish(q, id, r, 'blocked', to, #text)
  save(id, r, fields)
  tell(to == 'failed' and 'f' or 'x', id, r.attempt, 'dependency_failed')
end

-- Nothing is waited for any more.
local function unblock_job(q, id, s, w, due)
  local r = rec_read(s)
  r.at = now_hex
  if due and due > now then
    r.status = 's'
    move(q, id, 'blocked', 'scheduled', int(due))
  else
    local found = call('HMGET', job_key(id), 't', 'b0')
    r.score = requeue_score(r.score, next_seq(1) + 1)
    enter_group(q, found[1], id, r, 'blocked', created_at_of(found[2]))
  end
  save(id, r, { 'w', string.upper(sub(w, 1, 1)) .. sub(w, 2) })
end

-- What is due to a job that waits, after the end of one of its dependencies.
local function judge(id, s, names, w)
  local policy, due = sub(w, 1, 1), tonumber(string.match(w, ' (%d*)$'))
  local key, q = deps_key(id), queue_of(names)
  if policy ~= 'r' and call('ZCOUNT', key, OUTCOME_STEP.f, '+inf') > 0 then
    end_dependent(q, id, s, policy == 'f' and 'failed' or 'cancelled')
  elseif call('ZCOUNT', key, '-inf', '(' .. OUTCOMES_FROM) == 0 then
    unblock_job(q, id, s, w, due)
  end
end

-- Record, names and field w of a job that waits. `seq`: its number of arrival, nil for any.
local function waiting_job(id, seq)
  local found = call('HMGET', job_key(id), 's', 'n', 'w')
  local s, w = found[1], found[3]
  if s and w and rec_status(s) == 'b' and string.find(w, '^%l') and (not seq or string.match(w, '^%l(%d+) ') == seq) then
    return s, found[2], w
  end
end

local function come_through(letter, parent, id, seq)
  local s, names, w = waiting_job(id, seq)
  local place = s and call('ZSCORE', deps_key(id), parent)
  if place and tonumber(place) < OUTCOMES_FROM then
    call('ZADD', deps_key(id), int(tonumber(place) + OUTCOME_STEP[letter]), parent)
    judge(id, s, names, w)
  end
end

-- One end for up to `max` of who waits for it. Returns how many it took.
local function unblock_some(entry, max)
  local letter, n, id = string.match(entry, '^(%l)(%d+) (.*)$')
  if letter == 'j' then
    call('ZREM', P .. 'unblock', entry)
    local s, names, w = waiting_job(id)
    if s then
      judge(id, s, names, w)
    end
    return 1
  end
  local key, taken = P .. 'unblock:' .. n, 0
  local waiting = call('ZRANGE', key, 0, int(max - 1), 'WITHSCORES')
  while taken < #waiting / 2 and unlisted < MOST_UNLISTED do
    come_through(letter, id, waiting[2 * taken + 1], waiting[2 * taken + 2])
    taken = taken + 1
  end
  if taken > 0 then
    call('ZREMRANGEBYRANK', key, 0, int(taken - 1))
  end
  if call('EXISTS', key) == 0 then
    call('ZREM', P .. 'unblock', entry)
  end
  return taken
end

-- Ends come through, for up to `max` of who waits for them. Returns how many it took.
local function unblock(_, max)
  local taken = 0
  repeat
    local entry = call('ZRANGE', P .. 'unblock', 0, 0)[1]
    if entry then
      taken = taken + unblock_some(entry, max - taken)
    end
  until not entry or taken >= max or unlisted >= MOST_UNLISTED
  if call('EXISTS', P .. 'unblock') == 0 then
    set_alarm('unblock', '', nil)
  end
  return taken
end
