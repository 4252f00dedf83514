#!lua flags=allow-oom
-- events-read: the events behind one, and keeps the word that somebody listens.
-- KEYS: meta, absent
-- ARGV: id of the event ("": only those to come), most to return, how long the listener counts (ms), how long to keep events (ms)
-- returns: 1 if nobody listened before, 1 if events are missing, id to go on from, 1 if there are more, then for each event: id, JSON
--@include base

local key = P .. 'events'
local after, most = ARGV[1], tonumber(ARGV[2])

local first = not call('SET', P .. 'events:listened', '1', 'PX', ARGV[3], 'GET')
if first and call('EXISTS', key) == 1 then
  -- What happened while nobody listened was not kept: who goes on from before has to know.
  call('XADD', key, '*', 'e', '{"event":"gap"}')
end
call('PEXPIRE', key, ARGV[4])

local function latest()
  local last = call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  return last and last[1] or '0-0'
end

if after == '' then
  return { first and 1 or 0, 0, latest(), 0 }
end

-- An event that is there no more may have taken others with it: trimmed, or lost with Redis's memory.
local missing = after ~= '0-0' and #call('XRANGE', key, after, after) == 0
local entries = call('XRANGE', key, '(' .. after, '+', 'COUNT', most)
local cursor = after
if #entries > 0 then
  cursor = entries[#entries][1]
elseif missing then
  cursor = latest()
end

local reply = { first and 1 or 0, missing and 1 or 0, cursor, #entries == most and 1 or 0 }
for i, entry in ipairs(entries) do
  reply[3 + 2 * i], reply[4 + 2 * i] = entry[1], entry[2][2]
end
return reply
