#!lua flags=allow-oom
-- audit-index-members: checks members of one set of an index: each must be a job that is in this index, and belongs
--       into this set.
-- KEYS: meta, absent
-- ARGV: repair (0|1), number of the index, set (created, type:<type>, tag:<tag>, sets), id or name...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record report index index-jobs

local gen, set = ARGV[2], ARGV[3]
local key = index_key(gen, set)

-- What is no index any more is on its way out, and nobody reads it.
if call('ZSCORE', P .. 'index:dropped', gen) then
  return reply
end

local function leave(id)
  return function()
    call('ZREM', key, id)
    if set ~= 'sets' and call('EXISTS', key) == 0 then
      call('ZREM', index_key(gen, 'sets'), set)
    end
  end
end

local function is_home(id, found)
  if found[4] ~= gen then
    return false
  end
  local fields = call('HGET', queue_key(queue_of(found[2]), 'config'), 'index')
  for _, home in ipairs(index_sets(fields or '', id, found)) do
    if home == set then
      return true
    end
  end
  return false
end

for i = 4, #ARGV do
  local member = ARGV[i]
  if set == 'sets' then
    if call('ZSCORE', key, member) and call('EXISTS', index_key(gen, member)) == 0 then
      report('index_left', member, 'listed by index ' .. gen .. ', and has no job', leave(member))
    end
  elseif call('ZSCORE', key, member) then
    local found = call('TYPE', job_key(member)).ok == 'hash' and read_for_index(member) or {}
    if not found[1] then
      -- One that a release removed which knows of no index; that index is built anew before long.
      report('member_without_job', member, 'index ' .. gen .. ' ' .. set, leave(member))
    elseif is_names(found[2]) and found[3] and not is_home(member, found) then
      report('index_disagrees', member, 'in ' .. set .. ' of index ' .. gen, leave(member))
    end
  end
end
if set ~= 'sets' and call('EXISTS', key) == 1 and not call('ZSCORE', index_key(gen, 'sets'), set) then
  report('index_left', set, 'not listed by index ' .. gen, function()
    call('ZADD', index_key(gen, 'sets'), '0', set)
  end)
end
return reply
