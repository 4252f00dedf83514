-- Sets all that tells workers of a queue's work to what its sets say. The audit does not know the retention
-- rules, so that alarm just rings: the trim that hears it works out when it is due.
local function has_outcomes(q)
  for _, state in ipairs({ 'completed', 'failed', 'cancelled' }) do
    if call('EXISTS', queue_key(q, state)) == 1 then
      return true
    end
  end
  return false
end

local function rearm(q)
  arm_ready(q)
  arm_due(q)
  set_alarm('lease', q, first_score(queue_key(q, 'in_progress')))
  set_alarm('expiry', q, first_score(queue_key(q, 'expiry')))
  set_alarm('group', q, call('HEXISTS', queue_key(q, 'gauge'), 'widen') == 1 and '0')
  set_alarm('group_rate', q, first_score(queue_key(q, 'group_room')))
  arm_rate(q)
  set_alarm('retention', q, has_outcomes(q) and '0' or nil)
end
