#!lua flags=no-writes
-- schedule-get: one schedule, and the time.
-- KEYS: meta, absent
-- ARGV: name
-- returns: now (epoch ms), then, if there is one, its name and hash (flat)
--@include base clock schedules schedule-view

local view = view_schedule(ARGV[1], true)
return view and { now_text, view } or { now_text }
