#!lua
-- probe: a small write on the path that enqueues take, refused whenever they would be.
-- KEYS: meta, absent
-- ARGV: schema version of this release
-- returns: the schema version that the namespace has
--@include base clock

call('HSETNX', P .. 'meta', 'schema', ARGV[1])
call('HSETNX', P .. 'meta', 'created_at', now_text)
call('HSET', P .. 'meta', 'probed_at', now_text)
return call('HGET', P .. 'meta', 'schema')
