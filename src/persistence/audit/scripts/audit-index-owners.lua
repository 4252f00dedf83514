#!lua flags=allow-oom
-- audit-index-owners: checks that each index of which there are keys is that of a queue, or is being removed.
-- KEYS: meta, absent
-- ARGV: repair (0|1), how many indexes, number of the index..., queue...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base report index

local last = 2 + tonumber(ARGV[2])
local owned = {}
for i = last + 1, #ARGV do
  owned[call('HGET', queue_key(ARGV[i], 'index'), 'gen') or ''] = true
end
for i = 3, last do
  local gen = ARGV[i]
  local there = call('EXISTS', index_key(gen, 'sets'), index_key(gen, 'created')) > 0
  if there and not owned[gen] and not call('ZSCORE', P .. 'index:dropped', gen) then
    report('index_left', gen, 'of no queue', function()
      call('ZADD', P .. 'index:dropped', gen, gen)
    end)
  end
end
return reply
