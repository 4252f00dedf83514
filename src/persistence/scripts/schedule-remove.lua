#!lua flags=allow-oom
-- schedule-remove: removes a schedule; the jobs that it made stay.
-- KEYS: meta, absent
-- ARGV: name, version that it must have ("" for any)
-- returns: "removed", "not_found" or "stale"
--@include base schedules

local found = call('HMGET', schedule_key(ARGV[1]), 't', 'paused_at')
if not found[1] then
  return 'not_found'
end
if ARGV[2] ~= '' and version_of(found[1], found[2]) ~= ARGV[2] then
  return 'stale'
end
call('UNLINK', schedule_key(ARGV[1]))
call('ZREM', NAMES, ARGV[1])
call('ZREM', DUE, ARGV[1])
return 'removed'
