-- A job in the index of its queue, against what its record says.
local function check_index(q, id, f)
  local config = call('HMGET', queue_key(q, 'config'), 'index', 'index_gen')
  local fields, gen = config[1], config[2]
  if not fields or not gen or f.i ~= gen then
    return
  end
  local created, said = int(created_at_of(f.b0)), {}
  for _, set in ipairs(index_sets(fields, id, { f.s, f.n, f.b0 })) do
    local score = call('ZSCORE', index_key(gen, set), id)
    if not score or tonumber(score) ~= tonumber(created) then
      said[#said + 1] = set .. (score and ' at ' .. score or ' lacks it')
    end
  end
  if #said > 0 then
    report('index_disagrees', id, q .. ' ' .. table.concat(said, '; '), function()
      for _, set in ipairs(index_sets(fields, id, { f.s, f.n, f.b0 })) do
        call('ZADD', index_key(gen, set), created, id)
        call('ZADD', index_key(gen, 'sets'), '0', set)
      end
    end)
  end
end
