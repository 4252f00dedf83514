-- For claiming.lua: what becomes of a job that a claim comes to.

-- Records of new jobs differ little in flags, attempts and other counts: what such a part becomes when its job starts.
-- False for a job that is not new.
local openings = {}

local function opening_of(part)
  local opening = sub(part, 1, 7) == '0000000' and 'r0000001' .. sub(part, 8) .. tail
  openings[part] = opening
  return opening
end

-- The record of a job that starts and is not new or not plain. False for one that does not start; then also whether
-- it was parked.
local function start_with_care(q, id, s, names)
  local kind = type_of(names)
  local flags = rec_flags(s)
  if has(flags, FLAG_EXPIRY) and tonumber(call('ZSCORE', queue_key(q, 'expiry'), id)) <= now then
    -- More expired at once than one claim serves alarms for; none of them may start all the same.
    seldom().expire_job(q, id, s, kind)
    return false, false
  end
  if not knows[kind] then
    seldom().park(q, id, s, kind)
    return false, true
  end
  if has(flags, FLAG_GROUP) and config_of(q).group_rate and not seldom().start_in_group(q, id, s) then
    return false, false
  end
  if has(flags, FLAG_EXPIRY) then
    unlist_expiry(q, id)
    flags = without(flags, FLAG_EXPIRY)
  end
  if has(flags, FLAG_PROGRESS) then
    flags = seldom().drop_progress(id, flags)
  end
  if has(flags, FLAG_DEDUP) then
    flags = seldom().start_dedup(id, flags)
  end
  local head = format('r%03x%04x', flags, math.min(rec_attempt(s) + 1, 65535))
  return head .. sub(s, 9, 19) .. tail .. sub(s, 45), false, flags
end

-- Starts one job, or parks it. Returns whether it started and whether it was parked.
local function start(q, id, add, n)
  local key = job_key(id)
  local found = call('HMGET', key, 's', 'n', 'b0', 'b1')
  local s, names = found[1], found[2]
  if not s then
    move(q, id, 'queued', nil)
    return false, false
  end
  local part, flags = sub(s, 2, 19), 0
  local opening = openings[part]
  if opening == nil then
    opening = opening_of(part)
  end
  local record
  if opening and knows[type_of(names)] then
    record = opening .. sub(s, 45)
  else
    local parked
    record, parked, flags = start_with_care(q, id, s, names)
    if not record then
      return false, parked
    end
  end
  call('HSET', key, 's', record)
  add[n + 1] = lease_ends
  add[n + 2] = id
  answer(key, id, flags, record, found)
  return true, false
end
