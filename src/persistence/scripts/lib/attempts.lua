-- Attempt records: field h<n>, one for each finished start, at most 64 bytes. The one that completed the job has
-- none: the state record says it all.
--
--   1      outcome   c completed, f failed, s snoozed, l lapsed, x cancelled
--   2-12   started   13-23 ended (epoch ms, hex)
--   24-37  token     its first 8 characters are the worker's id
--   38-    error code, at most 27 characters
--
-- Kept: the first and the last nine.
local KEPT_LAST = 9

local FIRST_FIELDS = { 'h1', 'h2', 'h3', 'h4' }

local function attempt_field(attempt)
  return FIRST_FIELDS[attempt] or 'h' .. attempt
end

-- After attempt number `attempt` was recorded.
local function forget_attempt(id, attempt)
  if attempt > KEPT_LAST + 1 then
    call('HDEL', job_key(id), attempt_field(attempt - KEPT_LAST))
  end
end

local function add_attempt(fields, id, r, outcome, code)
  fields[#fields + 1] = attempt_field(r.attempt)
  fields[#fields + 1] = outcome .. r.at .. now_hex .. r.token .. sub(code, 1, 27)
  forget_attempt(id, r.attempt)
end

-- Whether this attempt was recorded before: then a settlement was sent twice.
local function was_recorded(key, s, token)
  if rec_token(s) == token then
    return rec_status(s) == 'c'
  end
  local fields = call('HGETALL', key)
  for i = 1, #fields, 2 do
    if sub(fields[i], 1, 1) == 'h' and sub(fields[i + 1], 24, 37) == token then
      return true
    end
  end
  return false
end

-- What to answer for a job that does not run under this token.
local function unsettled(key, s, token)
  return not s and 'gone' or was_recorded(key, s, token) and 'already' or 'lost'
end

-- The state record, taken apart, of a job that runs under this token, and its queue; else nil and the answer to give.
local function held(id, token)
  local key = job_key(id)
  local found = call('HMGET', key, 's', 'n')
  local s = found[1]
  if not s or rec_status(s) ~= 'r' or rec_token(s) ~= token then
    return nil, unsettled(key, s, token)
  end
  return rec_read(s), queue_of(found[2])
end
