#!lua
-- events-publish: appends events for those who listen; where nobody does, nothing.
-- KEYS: meta, absent
-- ARGV: most events to keep, how long to keep them (ms), event as JSON...
-- returns: 1 if somebody listens, 0 if not
--@include base

if call('EXISTS', P .. 'events:listened') == 0 then
  return 0
end
for i = 3, #ARGV do
  call('XADD', P .. 'events', 'MAXLEN', '~', ARGV[1], '*', 'e', ARGV[i])
end
call('PEXPIRE', P .. 'events', ARGV[2])
return 1
