#!lua flags=allow-oom
-- audit-schedules: checks that schedules are listed, and due exactly when their next slot is.
-- KEYS: meta, absent
-- ARGV: repair (0|1), name...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock schedules report

-- No slot is held for longer than a minute at a time.
local LONGEST_HOLD = 120000

local function check_listed(name, there)
  local listed = call('ZSCORE', NAMES, name) and true or false
  if listed ~= there then
    report('schedule_index', name, there and 'not listed' or 'listed, and not there', function()
      if there then
        call('ZADD', NAMES, 0, name)
      else
        call('ZREM', NAMES, name)
      end
    end)
  end
end

local function due_problem(slot, held, due)
  if not slot then
    return due and 'due without a slot'
  end
  if not due then
    return 'not due at its slot'
  end
  local latest = held and math.max(tonumber(slot), now + LONGEST_HOLD) or tonumber(slot)
  return (due < tonumber(slot) or due > latest) and 'due at another time than its slot'
end

for i = 2, #ARGV do
  local name = ARGV[i]
  local key = schedule_key(name)
  local found = call('HMGET', key, 't', 'd', 'b', 'paused_at', 'next', 'hold_slot')
  check_listed(name, call('EXISTS', key) == 1)
  if call('EXISTS', key) == 1 and not (found[1] and found[2] and found[3]) then
    report('schedule_malformed', name, 'what it says is not whole')
  end
  local slot = found[5]
  if slot and found[4] then
    report('schedule_due', name, 'paused, and has a slot', function()
      set_slot(name, '')
    end)
  else
    local problem = due_problem(slot, found[6], tonumber(call('ZSCORE', DUE, name) or nil))
    if problem then
      report('schedule_due', name, problem, function()
        if slot then
          set_slot(name, slot)
        else
          call('ZREM', DUE, name)
        end
      end)
    end
  end
end
return reply
