#!lua flags=allow-oom
-- audit-indexes: checks what the indexes of queues say of themselves, and that somebody looks at them.
-- KEYS: meta, absent
-- ARGV: repair (0|1), queue...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record report index index-begin

local function fault(q, wanted, gen)
  local said = call('HMGET', queue_key(q, 'index'), 'gen', 'jobs', 'removed', 'base')
  if not wanted or not gen then
    return (gen or said[1]) and 'is there, and not asked for' or wanted and 'is asked for, and not there'
  end
  if said[1] ~= gen then
    return 'has number ' .. (said[1] or 'none') .. ' in place of ' .. gen
  end
  for i = 2, 4 do
    if not tonumber(said[i] or nil) then
      return 'does not count'
    end
  end
  -- What a release removed that knows of no index is not accounted for, and the index is built anew for that.
  local missing, lost = index_gaps(q)
  return missing < 0 and lost == 0 and 'counts more jobs than there are'
end

for i = 2, #ARGV do
  local q = ARGV[i]
  local found = call('HMGET', queue_key(q, 'config'), 'index', 'index_gen')
  local why = fault(q, found[1], found[2])
  local looked_at = call('ZSCORE', P .. 'indexing', q) and true or false
  if why then
    report('index_malformed', q, why, function()
      if found[1] then
        begin_index(q)
      else
        drop_index(q)
      end
    end)
  elseif looked_at ~= (found[2] and true or false) then
    report('index_malformed', q, looked_at and 'is looked at, and not there' or 'is not looked at', function()
      if looked_at then
        call('ZREM', P .. 'indexing', q)
      else
        call('ZADD', P .. 'indexing', now_text, q)
      end
    end)
  end
end
return reply
