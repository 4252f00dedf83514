-- For enqueue.lua: what would become of its jobs, before any is stored. Queues make no room for such jobs.

-- Whether a dependency is neither there nor among the jobs before.
local function unknown_dependencies(i, seen)
  local unknown = {}
  for k = 1, tonumber(ARGV[i]) do
    local parent = ARGV[i + 1 + k]
    if not seen[parent] and #unknown < 20 and call('EXISTS', job_key(parent)) == 0 then
      unknown[#unknown + 1] = int(k - 1)
    end
  end
  return #unknown > 0 and 'unknown_dependency ' .. table.concat(unknown, ' ')
end

-- Jobs and bytes of this call that the namespace would hold, too.
local in_space, bytes_in_space = 0, 0

local function refusal_beside(q, line, size, rate_full_at)
  if line.depth + line.planned >= line.max_depth then
    return full(q, line, 'depth')
  elseif line.bytes + line.planned_bytes + size > line.max_bytes then
    return full(q, line, 'bytes')
  elseif line.max_age and seldom().is_late(q, line) then
    return full(q, line, 'age')
  end
  local crowded = space and space.refusal(q, size, in_space, bytes_in_space)
  if crowded then
    return crowded
  end
  local wait = rate > 0 and rate_full_at + cell - burst * cell - now or 0
  return wait > 0 and 'rate_limited ' .. int(math.ceil(wait))
end

-- The number of the first job that would be refused, from 0, and the answer for it; nil if all would be stored.
local function first_refusal()
  local seen, queues, held, job, i, rate_full_at = {}, {}, {}, 0, 11 + count, full_at
  while job < count do
    local head = read_head(i)
    local q = head.queue
    i = i + HEAD_ARGUMENTS
    for _ = 1, head.jobs do
      job = job + 1
      local id, last = ARGV[10 + job], i + head.arguments
      local after = last + (head.body and 2 or 1)
      local hash, refused = sub(ARGV[i], 1, 11), nil
      if seen[id] then
        refused = seen[id] ~= hash and 'conflict queued ' .. queues[id]
      elseif check and call('EXISTS', keys[job]) == 1 then
        local answer = known(id, hash)
        refused = sub(answer, 1, 8) == 'conflict' and answer
      else
        local dedup = head.dedup and argument('d', i + 1, last)
        local key = dedup and string.match(dedup, ' (.+)$')
        if not (key and (held[key] or holder_answer(dedup))) then
          local line, size = line_of(q), from_hex(size_text_of(ARGV[i]))
          line.planned, line.planned_bytes = line.planned or 0, line.planned_bytes or 0
          refused = head.depends and unknown_dependencies(after, seen) or refusal_beside(q, line, size, rate_full_at)
          line.planned, line.planned_bytes = line.planned + 1, line.planned_bytes + size
          if sub(q, 1, 7) ~= 'sluice.' then
            in_space, bytes_in_space = in_space + 1, bytes_in_space + size
          end
          rate_full_at = rate_full_at + cell
          seen[id], queues[id] = hash, q
          if key then
            held[key] = true
          end
        end
      end
      if refused then
        return job - 1, refused
      end
      i = head.depends and after + 2 + tonumber(ARGV[after]) or after
    end
  end
end
