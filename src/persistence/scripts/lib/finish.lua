-- Into a final state. The caller writes `fields` (which get the new record) and the error or result.
local function finish(q, id, r, from, to, extra_bytes)
  local payload = r.size
  r.status = STATUS[to]
  r.token = NO_TOKEN
  r.at = now_hex
  r.size = math.min(payload + extra_bytes + log_bytes(id, r.flags), MAX_SIZE)
  r.flags = without(r.flags, FLAG_CANCEL)
  r.flags = end_dedup(id, r.flags, to)
  if has(r.flags, FLAG_GROUP) then
    r.flags = leave_group(q, id, r.flags)
  end
  move(q, id, from, to, now_text)
  tally(q, to, 1)
  weigh(q, -payload, r.size)
  if from == 'blocked' and has(r.flags, FLAG_DEPENDS) then
    stop_waiting(id)
  end
  r.ended_in = q
end

-- Errors that the scripts make themselves, as JSON. Codes and texts are constants, so need no escaping.
local ERRORS = {
  dropped = '{"code":"dropped","message":"its queue was full, and it gave way to another job"}',
  expired = '{"code":"expired","message":"not started before it expired"}',
  lease_lapsed = '{"code":"lease_lapsed","message":"worker lost too often"}',
  snooze_limit = '{"code":"snooze_limit","message":"asked for later too often"}',
}

-- Replaces the error by one of these; for all of them one piece is enough.
local function put_own_error(id, r, fields, code)
  r.flags = with(drop_error(id, r.flags), FLAG_ERROR)
  fields[#fields + 1] = 'e0'
  fields[#fields + 1] = ERRORS[code]
  return #ERRORS[code]
end

local function save(id, r, fields)
  call('HSET', job_key(id), 's', rec_write(r), unpack(fields))
  if r.ended_in and has(r.flags, FLAG_AWAITED) then
    conclude(r.ended_in, id, r.status)
  end
end
