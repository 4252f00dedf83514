#!lua flags=allow-oom
-- audit-queues: checks what tells workers of a queue's work against its sets.
-- KEYS: meta, absent
-- ARGV: repair (0|1), queue...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record tokens arm moves values dedup dependents callbacks groups finish parked report rearm

local PARTS = { 'stats', 'config', 'gauge', 'expiry' }

local function exists(q)
  for _, parts in ipairs({ STATES, PARTS }) do
    for _, part in ipairs(parts) do
      if call('EXISTS', queue_key(q, part)) == 1 then
        return true
      end
    end
  end
  return false
end

local function check_listed(q)
  if not call('ZSCORE', P .. 'queues', q) and exists(q) then
    report('queue_not_listed', q, 'has keys', function()
      call('ZADD', P .. 'queues', 0, q)
      call('HSETNX', queue_key(q, 'stats'), 'since', now_text)
    end)
  end
end

local function check_ready(q)
  local wanted = call('ZCARD', queue_key(q, 'queued')) > 0 and start_room(q) ~= 0
  local listed = call('ZSCORE', P .. 'ready', q) and true or false
  if wanted ~= listed then
    report('ready_disagrees', q, listed and 'listed, and no job may start' or 'jobs may start', function()
      arm_ready(q)
    end)
  end
end

-- When the retention alarm is due depends on the rules of each process, so only whether it is set is checked.
local function check_alarms(q)
  local wanted = {
    due = first_score(queue_key(q, 'scheduled')),
    lease = first_score(queue_key(q, 'in_progress')),
    expiry = first_score(queue_key(q, 'expiry')),
    group = call('HEXISTS', queue_key(q, 'gauge'), 'widen') == 1 and '0' or nil,
    group_rate = first_score(queue_key(q, 'group_room')),
  }
  local said = {}
  for _, kind in ipairs({ 'due', 'lease', 'expiry', 'group', 'group_rate' }) do
    local at = call('ZSCORE', P .. 'alarm', kind .. '|' .. q)
    if tonumber(at or -1) ~= tonumber(wanted[kind] or -1) then
      said[#said + 1] = kind .. ' at ' .. (at or 'no time') .. ' in place of ' .. (wanted[kind] or 'none')
    end
  end
  -- One that is over may ring yet.
  local rate, at = config_of(q).rate, call('ZSCORE', P .. 'alarm', 'rate|' .. q)
  local room, due
  if rate then
    room, due = rates().room(queue_key(q, 'starts'), rate)
  end
  if at and not rate or room == 0 and tonumber(at or -1) ~= tonumber(due) then
    said[#said + 1] = 'rate at ' .. (at or 'no time') .. ' in place of ' .. (due or 'none')
  end
  if (call('ZSCORE', P .. 'alarm', 'retention|' .. q) and true or false) ~= has_outcomes(q) then
    said[#said + 1] = 'retention'
  end
  if #said > 0 then
    report('alarm_disagrees', q, table.concat(said, '; '), function()
      rearm(q)
    end)
  end
end

-- None may be there though work is: a waiter has taken it and is about to claim. Two can not.
local function check_tokens(key, subject)
  local n = call('LLEN', key)
  if n > 1 then
    report('wake_tokens', subject, int(n) .. ' tokens', function()
      call('LTRIM', key, 0, 0)
    end)
  end
end

local function check_unblock_alarm()
  local wanted = call('EXISTS', P .. 'unblock') == 1
  if (call('ZSCORE', P .. 'alarm', 'unblock|') and true or false) ~= wanted then
    report('alarm_disagrees', 'unblock', wanted and 'not set' or 'set, and nothing to do', function()
      set_alarm('unblock', '', wanted and '0' or nil)
    end)
  end
end

check_unblock_alarm()
check_tokens(P .. 'wake', 'wake')
for i = 2, #ARGV do
  local q = ARGV[i]
  check_listed(q)
  check_ready(q)
  check_alarms(q)
  check_tokens(queue_key(q, 'wake'), q)
end
return reply
