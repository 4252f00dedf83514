-- Where a walk through a ZSET goes on: the rank right behind the last job seen, also if that is gone. Among jobs of one
-- score the set is in the order of ids, so a binary search finds the place however many there are. `down`: from the
-- highest score.
local function rank_behind(key, score, id, down)
  local command = down and 'ZREVRANGE' or 'ZRANGE'
  local low = down and call('ZCOUNT', key, '(' .. score, '+inf') or call('ZCOUNT', key, '-inf', '(' .. score)
  local high = low + call('ZCOUNT', key, score, score)
  while low < high do
    local middle = floor((low + high) / 2)
    local there = call(command, key, middle, middle)[1]
    if down and there >= id or not down and there <= id then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end
