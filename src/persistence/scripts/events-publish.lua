#!lua
-- events-publish: appends events for those who listen; where nobody does, nothing.
-- KEYS: meta, absent
-- ARGV: for each batch: number of its events, the events
-- returns: 1 if somebody listens, 0 if not
--@include base clock feed

if call('EXISTS', P .. 'events:listened') == 0 then
  return 0
end
for i = 1, #ARGV, 2 do
  append_events(tonumber(ARGV[i]), ARGV[i + 1])
end
return 1
