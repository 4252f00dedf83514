#!lua flags=allow-oom
-- audit-counts: checks the namespace's sums against its queues, where these are few enough for one step.
-- KEYS: meta, absent
-- ARGV: repair (0|1), most queues, queue that may not be listed...
-- returns: "too_many", or for each finding: kind, subject, detail, "1" if mended
--@include base report

local names = call('ZRANGE', P .. 'queues', 0, tonumber(ARGV[2]))
for i = 3, #ARGV do
  if not call('ZSCORE', P .. 'queues', ARGV[i]) then
    names[#names + 1] = ARGV[i]
  end
end
if #names > tonumber(ARGV[2]) then
  return { 'too_many' }
end

local sums = {}
local function add(counter, n)
  sums[counter] = (sums[counter] or 0) + n
end

for _, q in ipairs(names) do
  if sub(q, 1, 7) ~= 'sluice.' then
    for _, state in ipairs(STATES) do
      add('state:' .. state, call('ZCARD', queue_key(q, state)))
    end
    add('bytes', tonumber(call('HGET', queue_key(q, 'gauge'), 'bytes') or 0))
    local stats = call('HGETALL', queue_key(q, 'stats'))
    for i = 1, #stats, 2 do
      if stats[i] ~= 'since' then
        add(stats[i], tonumber(stats[i + 1]))
      end
    end
  end
end

local deleted = call('HGETALL', P .. 'deleted')
for i = 1, #deleted, 2 do
  add(deleted[i], tonumber(deleted[i + 1]))
end

local counts = call('HGETALL', P .. 'counts')
local said = {}
for i = 1, #counts, 2 do
  said[counts[i]] = tonumber(counts[i + 1])
  add(counts[i], 0)
end
for counter, sum in pairs(sums) do
  if (said[counter] or 0) ~= sum then
    report('count_disagrees', counter, int(said[counter] or 0) .. ' in place of ' .. int(sum), function()
      call('HSET', P .. 'counts', counter, int(sum))
    end)
  end
end
return reply
