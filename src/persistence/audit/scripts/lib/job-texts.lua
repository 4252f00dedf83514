-- Texts of a job: which have a key of their own, against the flags that say so.
local TEXTS = { 'b', 'r', 'e', 'l' }
local TEXT_NAME = { b = 'body', r = 'result', e = 'error', l = 'log' }
local SIZE_OF = { list = 'LLEN', string = 'STRLEN' }

-- Of a job that is not there.
local function check_orphans(id)
  for _, letter in ipairs(TEXTS) do
    local key = value_key(letter, id)
    if call('EXISTS', key) == 1 then
      local size = SIZE_OF[call('TYPE', key).ok]
      local length = int(size and call(size, key) or 0) .. (letter == 'l' and ' lines' or ' bytes')
      report('text_without_job', id, TEXT_NAME[letter] .. ' of ' .. length, function()
        call('UNLINK', key)
      end)
    end
  end
end

local function inline_length(f, letter)
  local total = 0
  for piece = 0, 8 do
    total = total + #(f[letter .. piece] or '')
  end
  return total
end

-- Whether the key is the text, and not what lies in the hash.
local function key_is_text(id, f, letter)
  if letter == 'b' then
    local wanted = payload_bytes_of(f.b0) + static_length_of(f.b0)
    return inline_length(f, 'b') - 38 ~= wanted and call('STRLEN', value_key('b', id)) == wanted
  end
  if letter == 'l' then
    return f.l ~= nil and call('TYPE', value_key('l', id)).ok == 'list'
  end
  return not f[letter .. '0'] and (letter == 'e' or rec_status(f.s) == 'c')
end

local function mend_text_without_flag(id, f, letter)
  if key_is_text(id, f, letter) then
    local flags = with(rec_flags(f.s), VALUE_FLAG[letter])
    write_flags(id, f, letter == 'e' and with(flags, FLAG_ERROR) or flags)
  else
    call('UNLINK', value_key(letter, id))
  end
end

-- A job without its payload must not run as if nothing were missing; one that runs has the payload already.
local function mend_lost_body(q, id, f)
  local r = rec_read(f.s)
  if r.status == 'r' then
    return false
  end
  call('HDEL', job_key(id), 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8')
  call('HSET', job_key(id), 'b0', sub(f.b0, 1, 28) .. '0000040000null')
  r.flags = without(r.flags, FLAG_BODY_KEY)
  if FINAL[r.status] then
    write_record(id, f, rec_write(r))
    return true
  end
  if r.status == 'b' then
    unlist_parked(q, id, type_of(f.n))
  end
  free_place(q, id)
  r.flags = without(r.flags, FLAG_GROUP)
  give_up(q, id, r, 'body_lost')
  read_into(f, id)
end

local function mend_flag_without_text(q, id, f, letter)
  if letter == 'b' then
    return mend_lost_body(q, id, f)
  end
  if letter == 'l' then
    f.l = nil
    call('HDEL', job_key(id), 'l')
  end
  local flags = without(rec_flags(f.s), VALUE_FLAG[letter])
  write_flags(id, f, letter == 'e' and without(flags, FLAG_ERROR) or flags)
end

local function check_texts(q, id, f)
  for _, letter in ipairs(TEXTS) do
    local flagged = has(rec_flags(f.s), VALUE_FLAG[letter])
    local there = call('EXISTS', value_key(letter, id)) == 1
    if there and not flagged then
      report('text_without_flag', id, TEXT_NAME[letter], function()
        mend_text_without_flag(id, f, letter)
      end)
    elseif flagged and not there then
      report('flag_without_text', id, TEXT_NAME[letter], function()
        return mend_flag_without_text(q, id, f, letter)
      end)
    end
  end
end

-- Error and progress have a flag of their own besides, by which the scripts know what to remove.
local function check_flag(id, f, name, flag, there)
  local flags = rec_flags(f.s)
  if has(flags, flag) ~= there then
    report('flag_disagrees', id, name .. (there and ' without flag' or ' flag without text'), function()
      write_flags(id, f, there and with(flags, flag) or without(flags, flag))
    end)
  end
end

local function check_text_flags(id, f)
  local own_error = has(rec_flags(f.s), FLAG_ERROR_KEY) and call('EXISTS', value_key('e', id)) == 1
  check_flag(id, f, 'error', FLAG_ERROR, own_error or f.e0 ~= nil)
  check_flag(id, f, 'progress', FLAG_PROGRESS, f.g0 ~= nil)
end

-- The log, after its flag: how many lines there are, and their bytes.
local function check_log(id, f)
  if not has(rec_flags(f.s), FLAG_LOG) then
    return
  end
  local lines = call('LRANGE', value_key('l', id), 0, -1)
  local bytes, last = 0, 0
  for _, line in ipairs(lines) do
    bytes = bytes + #line
    last = tonumber(sub(line, 16, 26), 16) or last
  end
  local written, said, writer, taken = string.match(f.l or '', '^(%d+) (%d+) (%S+) (%d+)$')
  if tonumber(written or -1) < last or tonumber(said or -1) ~= bytes then
    report('log_malformed', id, sub(f.l or 'missing', 1, 80) .. ' for ' .. int(bytes) .. ' bytes', function()
      local all = int(math.max(last, tonumber(written or 0)))
      f.l = all .. ' ' .. int(bytes) .. ' ' .. (writer or NO_TOKEN) .. ' ' .. (taken or '0')
      call('HSET', job_key(id), 'l', f.l)
    end)
  end
end
