#!lua flags=allow-oom
-- schedule-resume: goes on with a paused schedule; what was due meanwhile is not run.
-- KEYS: meta, absent
-- ARGV: name, version that it must have if it is paused, next slot ("" for none)
-- returns: "resumed", "not_found" or "stale"
--@include base schedules

local name = ARGV[1]
local found = call('HMGET', schedule_key(name), 't', 'paused_at')
if not found[1] then
  return 'not_found'
end
if not found[2] then
  return 'resumed'
end
if version_of(found[1], found[2]) ~= ARGV[2] then
  return 'stale'
end
call('HDEL', schedule_key(name), 'paused_at')
set_slot(name, ARGV[3])
return 'resumed'
