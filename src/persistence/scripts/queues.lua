#!lua flags=no-writes
-- queues: a page of queues by name.
-- KEYS: meta, absent
-- ARGV: name to start after ("" for the first), most queues
-- returns: for each queue: name, config, stats and gauge (flat), sizes of the seven states in their order
--@include base

local STATES = { 'scheduled', 'blocked', 'queued', 'in_progress', 'completed', 'failed', 'cancelled' }
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = {}
for _, q in ipairs(call('ZRANGEBYLEX', P .. 'queues', from, '+', 'LIMIT', 0, tonumber(ARGV[2]))) do
  local sizes = {}
  for i, state in ipairs(STATES) do
    sizes[i] = call('ZCARD', queue_key(q, state))
  end
  reply[#reply + 1] = {
    q, call('HGETALL', queue_key(q, 'config')), call('HGETALL', queue_key(q, 'stats')),
    call('HGETALL', queue_key(q, 'gauge')), sizes,
  }
end
return reply
