#!lua flags=no-writes
-- workers: who was heard of lately and did not retire.
-- KEYS: meta, absent
-- ARGV: how long ago at most (ms)
-- returns: now (epoch ms), then for each worker, the latest first: when it was heard of, its description as JSON
--@include base clock living

local reply = workers_of_last(tonumber(ARGV[1]))
table.insert(reply, 1, now_text)
return reply
