-- Events, for those who listen: the stream `events` has one entry for all that one call tells. Events are counted
-- through: the id of an entry is the number of its last event, so that each event has an id of its own and of what was
-- trimmed nobody can be unaware. About the latest MOST_EVENTS are kept.
--
-- Fields: `e`, what releases see that know single events only (that they miss some), `n` how many, `t` the events
-- (core/event-packer.ts).
local MOST_EVENTS = 50000
local EVENTS_KEPT_MS = '600000'
-- A new stream begins behind the ids of one before, as long as that had no more than this in a millisecond.
local EVENTS_A_MS = 100

-- The latest number, read once in a script.
local event_number

local function append_events(count, text)
  if not event_number then
    local last = call('XREVRANGE', P .. 'events', '+', '-', 'COUNT', '1')[1]
    event_number = last and tonumber(string.match(last[1], '^%d+')) or now * EVENTS_A_MS
  end
  event_number = event_number + count
  call(
    'XADD', P .. 'events', 'MINID', '~', int(math.max(0, event_number - MOST_EVENTS)), int(event_number) .. '-0',
    'e', '{"event":"gap"}', 'n', int(count), 't', text
  )
  call('PEXPIRE', P .. 'events', EVENTS_KEPT_MS)
end
