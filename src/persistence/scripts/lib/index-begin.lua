-- Beginning and ending the index of a queue (index.lua): its sets are filled, and removed, in bounded steps.

local function drop_index(q)
  local gen = call('HGET', queue_key(q, 'index'), 'gen')
  if gen then
    call('ZADD', P .. 'index:dropped', gen, gen)
  end
  call('DEL', queue_key(q, 'index'))
  call('HDEL', queue_key(q, 'config'), 'index_gen')
  call('ZREM', P .. 'indexing', q)
end

-- Another one in place of what there is: no job is in it yet.
local function begin_index(q)
  drop_index(q)
  local gen = int(call('INCRBY', P .. 'seq', '1'))
  call('HSET', queue_key(q, 'config'), 'index_gen', gen)
  call(
    'HSET', queue_key(q, 'index'), 'gen', gen, 'jobs', '0', 'removed', '0', 'base',
    int(jobs_of_queue(q) - enqueued_in(q)), 'at', JOB_STATES[1]
  )
  call('ZADD', P .. 'indexing', now_text, q)
  return gen
end
