-- Workers that were heard of in the last so many ms, the latest first: when (epoch ms), and what each says of
-- itself (JSON), flat.
local MOST_WORKERS = 500

local function workers_of_last(ms)
  local seen = call(
    'ZREVRANGEBYSCORE', P .. 'workers', '+inf', int(now - ms), 'WITHSCORES', 'LIMIT', 0, MOST_WORKERS
  )
  local out = {}
  for i = 1, #seen, 2 do
    local info = call('HGET', P .. 'worker:info', seen[i])
    if info then
      out[#out + 1] = int(tonumber(seen[i + 1]))
      out[#out + 1] = info
    end
  end
  return out
end
