-- A job's record while it is looked at: its hash as a table, and ways to write it anew.
local function read_into(f, id)
  for name in pairs(f) do
    f[name] = nil
  end
  local fields = call('HGETALL', job_key(id))
  for i = 1, #fields, 2 do
    f[fields[i]] = fields[i + 1]
  end
  return f
end

local function read_job(id)
  return read_into({}, id)
end

local function is_record(s)
  return s and #s == 64 and STATE[rec_status(s)] ~= nil and not string.find(sub(s, 2, 19), '%X')
    and not string.find(sub(s, 34, 64), '%X')
end

local function is_opening(b0)
  return b0 and #b0 >= 38 and not string.find(sub(b0, 1, 11), '%X') and not string.find(sub(b0, 29, 38), '%X')
end

local function write_record(id, f, s)
  f.s = s
  call('HSET', job_key(id), 's', s)
end

local function write_flags(id, f, flags)
  write_record(id, f, sub(f.s, 1, 1) .. format('%03x', flags) .. sub(f.s, 5, 64))
end

local function leave_sets(q, id)
  for _, state in ipairs(STATES) do
    call('ZREM', queue_key(q, state), id)
  end
end

ERRORS.record_lost = '{"code":"record_lost","message":"the record of its state was damaged"}'
ERRORS.dependencies_lost = '{"code":"dependencies_lost","message":"what it depends on is not known any more"}'
ERRORS.body_lost = '{"code":"body_lost","message":"the payload is gone"}'

-- Into `failed`, where an operator sees it and can have it run again. `r` is the record as far as it is known.
local function give_up(q, id, r, code)
  leave_sets(q, id)
  call('ZREM', queue_key(q, 'expiry'), id)
  local fields = {}
  r.flags = without(r.flags, FLAG_EXPIRY)
  r.flags = end_dedup(id, without(r.flags, FLAG_CANCEL), 'failed')
  local bytes = put_own_error(id, r, fields, code)
  r.status, r.token, r.at = 'f', NO_TOKEN, now_hex
  r.size = math.min(r.size + bytes, MAX_SIZE)
  if has(r.flags, FLAG_DEPENDS) then
    stop_waiting(id)
  end
  save(id, r, fields)
  conclude(q, id, 'f')
  commit()
  call('ZADD', queue_key(q, 'failed'), now_text, id)
  rearm(q)
end
