#!lua flags=no-writes
-- history-queue-read: what was written down of one queue.
-- KEYS: meta, absent
-- ARGV: queue, length of a step (ms)
-- returns: nothing where there is no such queue, or: number of the step that it is now, how many entries, then these as
--       history-queues joins them, then the number of each step in which queues were looked at
--@include base clock

local q, step_ms = ARGV[1], ARGV[2]

local function history()
  local reply = { int(floor(now / tonumber(step_ms))), '0' }
  local fields = call('HGETALL', queue_key(q, 'history'))
  for i = 1, #fields, 2 do
    if fields[i] ~= 'last' then
      reply[#reply + 1] = fields[i + 1]
    end
  end
  reply[2] = int(#reply - 2)
  for _, entry in ipairs(call('HVALS', P .. 'history:' .. step_ms)) do
    reply[#reply + 1] = string.match(entry, '^%d+')
  end
  return reply
end

return call('ZSCORE', P .. 'queues', q) and history()
