-- Callbacks: the end of a job with a callback_url makes a job of type `http` that tells of it, in the same step and
-- past all limits. Its id follows from the job's and from when that was accepted.
local conclude

-- A script may have 200 names of its own: these are kept in here.
do
  -- No attempt yet, 10 retries, 3 lapses.
  local CALLBACK_HEAD = 'q0010000000a0003000' .. NO_TOKEN
  local CALLBACK_PRIORITY = 100 * PRIORITY_STEP
  -- A longer result is left out: it can be read from the job.
  local MOST_RESULT = 65536

  local WORDS = { c = 'completed', f = 'failed', x = 'cancelled' }

  -- Days since 1970 as a date: the algorithm `civil_from_days` of Howard Hinnant's chrono-compatible date algorithms.
  local function iso_time(ms)
    local z = floor(ms / 86400000) + 719468
    local era = floor(z / 146097)
    local day = z - era * 146097
    local year = floor((day - floor(day / 1460) + floor(day / 36524) - floor(day / 146096)) / 365)
    local of_year = day - (365 * year + floor(year / 4) - floor(year / 100))
    local shifted = floor((5 * of_year + 2) / 153)
    local month = shifted < 10 and shifted + 3 or shifted - 9
    local rest = ms % 86400000
    return format(
      '"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ"', year + era * 400 + (month <= 2 and 1 or 0), month,
      of_year - floor((153 * shifted + 2) / 5) + 1, floor(rest / 3600000), floor(rest / 60000) % 60,
      floor(rest / 1000) % 60, rest % 1000
    )
  end

  -- A short text of the job that lies in numbered fields or in a key of its own; nil for none.
  local function text_of(id, letter, flags)
    if has(flags, VALUE_FLAG[letter]) then
      return call('GET', value_key(letter, id))
    end
    local fields = call(
      'HMGET', job_key(id), letter .. '0', letter .. '1', letter .. '2', letter .. '3', letter .. '4', letter .. '5',
      letter .. '6', letter .. '7', letter .. '8'
    )
    local text = ''
    for piece = 1, 9 do
      text = text .. (fields[piece] or '')
    end
    return fields[1] and text
  end

  -- The callback_url as JSON text, from what was chosen when the job was sent: short JSON, in which a quote within a
  -- text is escaped, so that the pattern finds nothing else. A URL has no quotes.
  local function callback_url(id, flags, b0)
    local length = static_length_of(b0)
    if length == 0 then
      return nil
    end
    local static = has(flags, FLAG_BODY_KEY) and call('GETRANGE', value_key('b', id), 0, int(length - 1))
      or sub(text_of(id, 'b', 0), 39, 38 + length)
    return string.match(static, '"cb":("[^"]*")')
  end

  -- The JSON string at `from`, as it stands there, and what is behind it; nil where there is none.
  local function json_string(text, from)
    local at = sub(text, from, from) == '"' and from + 1
    while at do
      at = string.find(text, '["\\]', at)
      if at and sub(text, at, at) == '"' then
        return sub(text, from, at), at + 1
      end
      at = at and at + 2
    end
  end

  -- Code and message of the error, without the stack.
  local function short_error(id, flags)
    local text = has(flags, FLAG_ERROR) and text_of(id, 'e', flags)
    local code, behind = json_string(text or '', 9)
    local message = code and json_string(text, behind + 11)
    return message and '{"code":' .. code .. ',"message":' .. message .. '}' or 'null'
  end

  local function result_part(id, flags, letter)
    local result = letter == 'c' and text_of(id, 'r', flags) or 'null'
    return #result > MOST_RESULT and 'null,"result_omitted":true' or result
  end

  local function callback_payload(id, found, url)
    local s, names, flags = found[1], found[2], rec_flags(found[1])
    local letter = rec_status(s)
    return '{"url":' .. url .. ',"body":{"job_id":' .. cjson.encode(id) .. ',"queue":' .. cjson.encode(queue_of(names))
      .. ',"type":' .. cjson.encode(type_of(names)) .. ',"status":"' .. WORDS[letter] .. '","attempt_count":'
      .. int(rec_attempt(s)) .. ',"created_at":' .. iso_time(created_at_of(found[3])) .. ',"finished_at":'
      .. iso_time(now) .. ',"error":' .. short_error(id, flags) .. ',"result":' .. result_part(id, flags, letter) .. '}}'
  end

  -- An id that is in use belongs to an earlier end within the same millisecond.
  local function callback_id(id, b0)
    local base = 'callback-' .. redis.sha1hex(id .. ' ' .. sub(b0, 1, 11))
    local name, n = base, 1
    while call('EXISTS', job_key(name)) == 1 do
      n = n + 1
      name = base .. '-' .. int(n)
    end
    return name
  end

  -- The job is final, and all that there is to tell of it is stored.
  local function call_back(id)
    local found = call('HMGET', job_key(id), 's', 'n', 'b0')
    local url = callback_url(id, rec_flags(found[1]), found[3])
    if not url then
      return
    end
    local payload, name = callback_payload(id, found, url), callback_id(id, found[3])
    local score, size = CALLBACK_PRIORITY + next_seq(1) + 1, math.min(#payload, MAX_SIZE)
    call(
      'HSET', job_key(name), 's', CALLBACK_HEAD .. now_hex .. format('%014x%06x', score, size),
      'n', CALLBACK_QUEUE .. ' http', 'b0', now_hex .. '-----------------' .. format('%06x', size) .. '0000'
    )
    call('SET', value_key('b', name), payload)
    call('HSET', job_key(id), 'k', name)
    note_arrival(CALLBACK_QUEUE, name)
    move(CALLBACK_QUEUE, name, nil, 'queued', int(score))
    tally(CALLBACK_QUEUE, 'enqueued', 1)
    weigh(CALLBACK_QUEUE, size, 0)
    if call('ZADD', P .. 'queues', '0', CALLBACK_QUEUE) == 1 then
      call('HSETNX', queue_key(CALLBACK_QUEUE, 'stats'), 'since', now_text)
    end
  end

  -- What the end of a job means for others; called once all of it is stored.
  function conclude(q, id, letter)
    release_dependents(q, id, letter)
    call_back(id)
  end
end
