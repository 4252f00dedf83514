#!lua flags=no-writes
-- history-read: the sums that were written down.
-- KEYS: meta, absent
-- ARGV: length of a step (ms)
-- returns: number of the step that it is now, then for each step that is kept: its number and sums, as history-record joins them
--@include base clock

local reply = call('HVALS', P .. 'history:' .. ARGV[1])
table.insert(reply, 1, int(floor(now / tonumber(ARGV[1]))))
return reply
