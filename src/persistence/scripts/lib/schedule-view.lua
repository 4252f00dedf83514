-- A schedule for readers: its name and its hash, flat; without the payload unless `whole`.
local SMALL_FIELDS = {
  'd', 't', 'created', 'updated', 'paused_at', 'next', 'run_id', 'run_slot', 'run_at',
  'skip_slot', 'skip_at', 'skip_why', 'hold_slot', 'hold_at', 'hold_why',
}

-- False where there is none.
local function view_schedule(name, whole)
  local fields
  if whole then
    fields = call('HGETALL', schedule_key(name))
  else
    fields = {}
    for i, value in ipairs(call('HMGET', schedule_key(name), unpack(SMALL_FIELDS))) do
      if value then
        fields[#fields + 1] = SMALL_FIELDS[i]
        fields[#fields + 1] = value
      end
    end
  end
  return #fields > 0 and { name, fields }
end
