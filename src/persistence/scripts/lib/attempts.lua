-- Attempt records: field h<n>, one for each finished start, at most 64 bytes:
--
--   1      outcome   c completed, f failed, s snoozed, l lapsed, x cancelled
--   2-12   started   13-23 ended (epoch ms, hex)
--   24-37  token     its first 8 characters are the worker's id
--   38-    error code, at most 27 characters
--
-- Kept: the first and the last nine.
local KEPT_LAST = 9

local function add_attempt(fields, id, r, outcome, code)
  fields[#fields + 1] = 'h' .. r.attempt
  fields[#fields + 1] = outcome .. r.at .. now_hex .. r.token .. sub(code, 1, 27)
  local old = r.attempt - KEPT_LAST
  if old > 1 then
    call('HDEL', job_key(id), 'h' .. old)
  end
end

-- Whether this attempt was recorded before: then a settlement was sent twice.
local function was_recorded(id, token)
  local fields = call('HGETALL', job_key(id))
  for i = 1, #fields, 2 do
    if sub(fields[i], 1, 1) == 'h' and sub(fields[i + 1], 24, 37) == token then
      return true
    end
  end
  return false
end

-- The record of a job that runs under this token, and its queue; else nil and the answer to give.
local function held(id, token)
  local found = call('HMGET', job_key(id), 's', 'q')
  local s = found[1]
  if not s then
    return nil, 'gone'
  end
  if rec_status(s) ~= 'r' or rec_token(s) ~= token then
    return nil, was_recorded(id, token) and 'already' or 'lost'
  end
  return rec_read(s), found[2]
end
