#!lua flags=allow-oom
-- retire: a worker stops; it is no longer among the living, but its name stays known.
-- KEYS: meta, absent
-- ARGV: worker id
-- returns: 1
--@include base

call('ZREM', P .. 'workers', ARGV[1])
call('HDEL', P .. 'worker:info', ARGV[1])
call('DEL', P .. 'cancel:' .. ARGV[1])
return 1
