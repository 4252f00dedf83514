-- How long jobs waited and ran in one step, from the histogram of that step: field "<kind>:<bucket>" -> how often.
-- Bucket n > 0 is from 2^((n-1)/4) ms on; what is told is the middle of a bucket, as core/latency.ts has it.
local LATENCY_KINDS = { 'wait', 'run' }
local SHARES = { 0.5, 0.95, 0.99 }

local function buckets_of(fields, kind)
  local buckets, total = {}, 0
  for i = 1, #fields, 2 do
    local bucket = string.match(fields[i], '^' .. kind .. ':(%d+)$')
    if bucket then
      local count = tonumber(fields[i + 1])
      buckets[#buckets + 1] = { tonumber(bucket), count }
      total = total + count
    end
  end
  table.sort(buckets, function(a, b) return a[1] < b[1] end)
  return buckets, total
end

local function middle_of(bucket)
  return bucket == 0 and 0 or floor(2 ^ ((bucket - 0.5) / 4) + 0.5)
end

local function percentile(buckets, total, share)
  local left = math.max(1, math.ceil(share * total))
  for _, entry in ipairs(buckets) do
    left = left - entry[2]
    if left <= 0 then
      return int(middle_of(entry[1]))
    end
  end
  return '-'
end

-- Three for each kind, with a space before each; "-" where nothing was measured.
-- `of`: the histograms' key up to the length of a step.
local function percentiles_of(of, step_ms, step)
  local fields = call('HGETALL', of .. ':' .. step_ms .. ':' .. int(step))
  local text = ''
  for _, kind in ipairs(LATENCY_KINDS) do
    local buckets, total = buckets_of(fields, kind)
    for _, share in ipairs(SHARES) do
      text = text .. ' ' .. percentile(buckets, total, share)
    end
  end
  return text
end
