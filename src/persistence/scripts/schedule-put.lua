#!lua
-- schedule-put: makes a schedule, or replaces what it says.
-- KEYS: meta, absent
-- ARGV: name, version that it must have ("" for: there must be none), digest, definition, payload, paused (0|1),
--       next slot ("" for none, "keep" for the one that it has)
-- returns: "created", "replaced", "same" if it says that already, or "stale" if it has another version
--@include base clock schedules

local name, expected, digest = ARGV[1], ARGV[2], ARGV[3]
local key, pausing = schedule_key(name), ARGV[6] == '1'

local before = call('HMGET', key, 't', 'paused_at')
local version = before[1] and version_of(before[1], before[2]) or ''
if version == version_of(digest, pausing) then
  return 'same'
end
if version ~= expected then
  return 'stale'
end

call('HSET', key, 't', digest, 'd', ARGV[4], 'b', ARGV[5], 'updated', now_text)
call('HSETNX', key, 'created', now_text)
call('ZADD', NAMES, 0, name)
if pausing then
  call('HSETNX', key, 'paused_at', now_text)
  set_slot(name, '')
else
  call('HDEL', key, 'paused_at')
  if ARGV[7] ~= 'keep' then
    set_slot(name, ARGV[7])
  end
end
return version == '' and 'created' or 'replaced'
