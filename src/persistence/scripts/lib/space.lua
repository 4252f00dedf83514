-- For enqueue.lua: how much of what the namespace may hold is taken, over all its queues but the service's own (`counts`
-- leaves those out, too). Queues make no room for it: a job that it has no room for is refused, whatever their
-- `overflow` says.
--
--   gauge   HASH  of the namespace, what its drain rate is worked out from: drain_at, drain_started, drain_rate

local function space_of_namespace()
  local max_depth, max_bytes = string.match(ARGV[9], '^(%S+) (%S+)$')
  local found = call(
    'HMGET', P .. 'counts', 'state:queued', 'state:scheduled', 'state:blocked', 'bytes', 'started'
  )
  for i = 1, 5 do
    found[i] = tonumber(found[i] or 0)
  end
  local line = {
    max_depth = tonumber(max_depth), max_bytes = tonumber(max_bytes),
    depth = found[1] + found[2] + found[3], bytes = found[4],
  }
  if line.max_depth < 0 then
    line.max_depth = math.huge
  end
  if line.max_bytes < 0 then
    line.max_bytes = math.huge
  end
  local self = {}

  -- Past what is stored: so many jobs, and bytes, of the same call.
  function self.refusal(q, size, planned, planned_bytes)
    if sub(q, 1, 7) == 'sluice.' then
      return nil
    end
    local over = line.depth + (planned or 0) >= line.max_depth and 'depth'
      or line.bytes + (planned_bytes or 0) + size > line.max_bytes and 'bytes'
    if over then
      local gauge = P .. 'gauge'
      if call('EXISTS', gauge) == 0 then
        -- Nobody counted until now.
        call('HSET', gauge, 'drain_at', now_text, 'drain_started', int(found[5]), 'drain_rate', '0')
      end
      local wait = drain_ms(gauge, line, found[5])
      return 'namespace_full ' .. over .. ' ' .. int(math.ceil(wait))
    end
  end

  function self.take(q, jobs, bytes)
    if sub(q, 1, 7) ~= 'sluice.' then
      line.depth = line.depth + jobs
      line.bytes = line.bytes + bytes
    end
  end

  return self
end
