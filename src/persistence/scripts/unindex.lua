#!lua flags=allow-oom
-- unindex: removes sets of indexes that are none any more, and tells whether the index of a queue is to be looked at.
--       Apart from `index`, so that a full Redis gets room by this, and none is taken by that.
-- KEYS: meta, absent
-- ARGV: most sets
-- returns: 1 if more may be left to remove, 1 if `index` has something to do
--@include base clock index

local dropped = P .. 'index:dropped'
local gen = call('ZRANGE', dropped, '0', '0')[1]
if gen then
  local names = index_key(gen, 'sets')
  local sets = call('ZRANGE', names, '0', int(tonumber(ARGV[1]) - 1))
  if #sets > 0 then
    local keys = {}
    for i, set in ipairs(sets) do
      keys[i] = index_key(gen, set)
    end
    -- Freed behind the scenes, however large they are.
    call('UNLINK', unpack(keys))
    call('ZREM', names, unpack(sets))
  end
  if call('EXISTS', names) == 0 then
    call('ZREM', dropped, gen)
  end
end
local first = call('ZRANGE', P .. 'indexing', '0', '0', 'WITHSCORES')[2]
return { call('EXISTS', dropped), first and tonumber(first) <= now and 1 or 0 }
