-- Texts of a job: its body (static data, then payload), result, error. Up to 512 bytes in numbered fields of at
-- most 64 bytes, which keeps the hash in its compact form; longer ones in a string key of their own. Cut into
-- pieces by the caller, at character borders.
-- The log (lib/job-log.lua) is no text, but a key of its own like these.
local VALUE_KEY = { b = 'body:', r = 'result:', e = 'error:', l = 'log:' }
local VALUE_FLAG = { b = FLAG_BODY_KEY, r = FLAG_RESULT_KEY, e = FLAG_ERROR_KEY, l = FLAG_LOG }

local function value_key(letter, id)
  return P .. VALUE_KEY[letter] .. id
end

-- Removes a text; `flags` as returned then say where nothing is any more.
local function drop_value(id, letter, flags)
  if has(flags, VALUE_FLAG[letter]) then
    call('UNLINK', value_key(letter, id))
  end
  call(
    'HDEL', job_key(id), letter .. '0', letter .. '1', letter .. '2', letter .. '3', letter .. '4',
    letter .. '5', letter .. '6', letter .. '7', letter .. '8'
  )
  return without(flags, VALUE_FLAG[letter])
end

local function drop_error(id, flags)
  if not has(flags, FLAG_ERROR) then
    return flags
  end
  return without(drop_value(id, 'e', flags), FLAG_ERROR)
end

-- How much of the outcome's weight the last failure's error is.
local function error_bytes(id, flags)
  if not has(flags, FLAG_ERROR) then
    return 0
  end
  if has(flags, FLAG_ERROR_KEY) then
    return call('STRLEN', value_key('e', id))
  end
  local total = 0
  for piece = 0, 8 do
    total = total + call('HSTRLEN', job_key(id), 'e' .. piece)
  end
  return total
end

-- How much of the outcome's weight the log is.
local function log_bytes(id, flags)
  return has(flags, FLAG_LOG) and tonumber(string.match(call('HGET', job_key(id), 'l'), '^%d+ (%d+)')) or 0
end

local function drop_progress(id, flags)
  if not has(flags, FLAG_PROGRESS) then
    return flags
  end
  call('HDEL', job_key(id), 'g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7', 'g8')
  return without(flags, FLAG_PROGRESS)
end

-- Texts in ARGV come as the number of arguments that follow and then field, value..., ready for HSET; or as
-- -1 and the whole text, for a string key. Appends to `fields`, or stores the key. Returns the next index and
-- the flags.
local function take_value(id, letter, i, fields, flags)
  local n = tonumber(ARGV[i])
  if n < 0 then
    call('SET', value_key(letter, id), ARGV[i + 1])
    return i + 2, with(flags, VALUE_FLAG[letter])
  end
  local at = #fields
  for k = 1, n do
    fields[at + k] = ARGV[i + k]
  end
  return i + 1 + n, flags
end

-- Steps over a text in ARGV that is not to be stored.
local function skip_value(i)
  local n = tonumber(ARGV[i])
  return i + 1 + (n < 0 and 1 or n)
end
