#!lua
-- configure: sets or removes a queue's own settings, and makes the queue if there is none.
-- KEYS: meta, absent
-- ARGV: queue, then (field, value or "" to remove)...
-- returns: 1
--@include base clock record arm moves

local q = ARGV[1]
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    call('HDEL', queue_key(q, 'config'), ARGV[i])
  else
    call('HSET', queue_key(q, 'config'), ARGV[i], ARGV[i + 1])
  end
end
if call('ZADD', P .. 'queues', 0, q) == 1 then
  call('HSETNX', queue_key(q, 'stats'), 'since', now_text)
end
batch_of(q).config = true
commit()
return 1
