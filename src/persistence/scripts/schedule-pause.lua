#!lua flags=allow-oom
-- schedule-pause: no slot of a schedule is due any more.
-- KEYS: meta, absent
-- ARGV: name
-- returns: "paused" or "not_found"
--@include base clock schedules

local name = ARGV[1]
if call('EXISTS', schedule_key(name)) == 0 then
  return 'not_found'
end
if call('HSETNX', schedule_key(name), 'paused_at', now_text) == 1 then
  set_slot(name, '')
end
return 'paused'
