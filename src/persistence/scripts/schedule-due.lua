#!lua flags=no-writes
-- schedule-due: the schedules whose slot is due.
-- KEYS: meta, absent
-- ARGV: most schedules
-- returns: now (epoch ms), ms until the next one that is not due yet (-1: none), then for each due one its name
--       and hash (flat)
--@include base clock schedules schedule-view

-- A due schedule comes with its payload; so many bytes are enough for one call.
local MOST_BYTES = 1048576

local later = call('ZRANGEBYSCORE', DUE, '(' .. now_text, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
local reply = { now_text, later and int(tonumber(later) - now) or '-1' }
local bytes = 0
for _, name in ipairs(call('ZRANGEBYSCORE', DUE, '-inf', now_text, 'LIMIT', 0, ARGV[1])) do
  local view = bytes < MOST_BYTES and view_schedule(name, true)
  if view then
    reply[#reply + 1] = view
    bytes = bytes + call('HSTRLEN', schedule_key(name), 'b')
  end
end
return reply
