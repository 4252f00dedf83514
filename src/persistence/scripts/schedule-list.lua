#!lua flags=no-writes
-- schedule-list: a page of schedules by name, without their payloads, and the time.
-- KEYS: meta, absent
-- ARGV: name to start after ("" for the first), most schedules
-- returns: now (epoch ms), then for each its name and hash (flat)
--@include base clock schedules schedule-view

local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = { now_text }
for _, name in ipairs(call('ZRANGEBYLEX', NAMES, from, '+', 'LIMIT', 0, ARGV[2])) do
  local view = view_schedule(name, false)
  if view then
    reply[#reply + 1] = view
  end
end
return reply
