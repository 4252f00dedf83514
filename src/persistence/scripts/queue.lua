#!lua flags=no-writes
-- queue: one queue.
-- KEYS: meta, absent
-- ARGV: queue
-- returns: nothing, or the same as `queues` for this one
--@include base record index queue-view

return call('ZSCORE', P .. 'queues', ARGV[1]) and view_queue(ARGV[1])
