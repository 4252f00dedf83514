#!lua flags=allow-oom
-- audit-weights: checks a queue's bytes against the records of its jobs, where these are few enough for one step.
-- KEYS: meta, absent
-- ARGV: repair (0|1), most jobs, queue
-- returns: "too_many", or for each finding: kind, subject, detail, "1" if mended
--@include base record report

local q, total = ARGV[3], 0
for _, state in ipairs(STATES) do
  total = total + call('ZCARD', queue_key(q, state))
end
if total > tonumber(ARGV[2]) then
  return { 'too_many' }
end

local sums = { bytes = 0, kept = 0 }
for _, state in ipairs(STATES) do
  for _, id in ipairs(call('ZRANGE', queue_key(q, state), 0, -1)) do
    local s = call('TYPE', job_key(id)).ok == 'hash' and call('HGET', job_key(id), 's')
    if s and #s == 64 then
      local sum = FINAL[rec_status(s)] and 'kept' or 'bytes'
      sums[sum] = sums[sum] + rec_size(s)
    end
  end
end
for _, sum in ipairs({ 'bytes', 'kept' }) do
  local said = tonumber(call('HGET', queue_key(q, 'gauge'), sum) or 0)
  if said ~= sums[sum] then
    report('weight_disagrees', q, sum .. ' ' .. int(said) .. ' in place of ' .. int(sums[sum]), function()
      call('HSET', queue_key(q, 'gauge'), sum, int(sums[sum]))
    end)
  end
end
return reply
