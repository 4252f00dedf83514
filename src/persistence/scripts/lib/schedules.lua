-- Recurring jobs. What a schedule says is the caller's business; here it has a next slot.
--
--   schedule:<name>   HASH  d definition, b payload, t digest of both, created, updated; paused_at while it is
--                     paused; next: its next slot, absent while it is paused or over; run_id, run_slot ("" if
--                     somebody asked for it), run_at: its last job; skip_slot, skip_at, skip_why: what was passed
--                     over last; hold_slot, hold_at, hold_why: why the next slot is due and not run
--   schedules         ZSET  the names, all with score 0
--   schedules:due     ZSET  name -> when to look at its next slot: then, or later while it is held
local NAMES, DUE = P .. 'schedules', P .. 'schedules:due'

local function schedule_key(name)
  return P .. 'schedule:' .. name
end

local function version_of(digest, paused_at)
  return paused_at and digest .. '~' or digest
end

-- The only writer of the next slot; "" for none. Whatever held the one before is over.
local function set_slot(name, slot)
  local key = schedule_key(name)
  if slot == '' then
    call('HDEL', key, 'next')
    call('ZREM', DUE, name)
  else
    call('HSET', key, 'next', slot)
    call('ZADD', DUE, slot, name)
  end
  call('HDEL', key, 'hold_slot', 'hold_at', 'hold_why')
end
