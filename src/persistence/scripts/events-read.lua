#!lua flags=allow-oom
-- events-read: the events behind one, and keeps the word that somebody listens.
-- KEYS: meta, absent
-- ARGV: id of the event ("": only those to come), how long the listener counts (ms)
-- returns: 1 if nobody listened before, 1 if events are missing, id to go on from, 1 if there are more, then for each
--       batch: id, number of its events, the events ("" and JSON: one, by an earlier release)
--@include base clock feed

local key = P .. 'events'
local after = ARGV[1]
-- In one call; the first batch comes whatever its size.
local MOST_ENTRIES, MOST_BYTES = 32, 262144

local first = not call('SET', P .. 'events:listened', '1', 'PX', ARGV[2], 'GET')
if first and call('EXISTS', key) == 1 then
  -- What happened while nobody listened was not kept: who goes on from before has to know.
  append_events(1, '! ' .. now_text .. '     ')
end
call('PEXPIRE', key, EVENTS_KEPT_MS)

local function latest()
  local last = call('XREVRANGE', key, '+', '-', 'COUNT', '1')[1]
  return last and last[1] or '0-0'
end

if after == '' then
  return { first and 1 or 0, 0, latest(), 0 }
end

local entries = call('XRANGE', key, '(' .. after, '+', 'COUNT', MOST_ENTRIES)

-- Number of an entry's events, and they; no number for one by an earlier release.
local function events_of(entry)
  local fields = entry[2]
  if fields[3] == 'n' and fields[5] == 't' then
    return fields[4], fields[6]
  end
  return '', fields[2]
end

local function follows(entry)
  local count = entry and events_of(entry) or ''
  local number = tonumber(string.match(after, '^%d+'))
  return count ~= '' and tonumber(string.match(entry[1], '^%d+')) - tonumber(count) <= number
end

-- An event that is there no more may have taken others with it: trimmed, or lost with Redis's memory.
local missing = after ~= '0-0' and not follows(entries[1]) and #call('XRANGE', key, after, after) == 0
local cursor, bytes, reply = after, 0, { first and 1 or 0, missing and 1 or 0, '', 0 }
for _, entry in ipairs(entries) do
  local count, text = events_of(entry)
  if bytes > 0 and bytes + #text > MOST_BYTES then
    reply[4] = 1
    break
  end
  bytes = bytes + #text
  cursor = entry[1]
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3] = cursor, count, text
end
if #entries == MOST_ENTRIES then
  reply[4] = 1
elseif #entries == 0 and missing then
  cursor = latest()
end
reply[3] = cursor
return reply
