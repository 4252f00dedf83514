#!lua flags=allow-oom
-- delete-queue: removes a queue that has no jobs and that no living worker names. What it counted is kept in `deleted`.
-- KEYS: meta, absent
-- ARGV: queue, a worker is alive for (ms), and looked at for (ms)
-- returns: "deleted", "not_found", "not_empty <jobs>" or "in_use <worker>"
--@include base clock record index index-begin living

local q, alive_ms = ARGV[1], tonumber(ARGV[2])

-- The id of one.
local function worker_of_queue()
  local seen = workers_of_last(tonumber(ARGV[3]))
  for i = 1, #seen, 2 do
    local info = cjson.decode(seen[i + 1])
    local alive = tonumber(seen[i]) >= now - (info.aliveMs or alive_ms)
    for _, named in ipairs(alive and type(info.queues) == 'table' and info.queues or {}) do
      if named.queue == q then
        return info.id
      end
    end
  end
end

if not call('ZSCORE', P .. 'queues', q) then
  return 'not_found'
end
local jobs = jobs_of_queue(q)
if jobs > 0 then
  return 'not_empty ' .. int(jobs)
end
local worker = worker_of_queue()
if worker then
  return 'in_use ' .. worker
end

if sub(q, 1, 7) ~= 'sluice.' then
  local stats = call('HGETALL', queue_key(q, 'stats'))
  for i = 1, #stats, 2 do
    if stats[i] ~= 'since' and stats[i + 1] ~= '0' then
      call('HINCRBY', P .. 'deleted', stats[i], stats[i + 1])
    end
  end
end
drop_index(q)
for _, part in ipairs({ 'stats', 'config', 'gauge', 'wake', 'starts', 'group_room', 'history', 'errors' }) do
  call('DEL', queue_key(q, part))
end
for _, kind in ipairs({ 'due', 'lease', 'expiry', 'group', 'rate', 'group_rate', 'retention' }) do
  call('ZREM', P .. 'alarm', kind .. '|' .. q)
end
call('ZREM', P .. 'limited', 'q:' .. q .. ':wake')
call('ZREM', P .. 'history:queues', q)
call('ZREM', P .. 'queues', q)
return 'deleted'
