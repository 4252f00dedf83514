-- Key prefix, time and small tools. Every script starts with this.
--
-- KEYS[1] = <prefix>meta always exists and KEYS[2] = <prefix>absent is never written: while a cluster moves
-- the slot, Redis then refuses the whole script (TRYAGAIN) instead of stopping it half-way. All other keys
-- are built here from the same prefix, whose hash tag puts them into the same slot.
local call, ARGV = redis.call, ARGV
local sub, format, floor = string.sub, string.format, math.floor

local P = sub(KEYS[1], 1, -5)

local JOB = P .. 'job:'

local function job_key(id)
  return JOB .. id
end

local function queue_key(q, part)
  return P .. 'q:' .. q .. ':' .. part
end

-- Field n of a job's hash: "<queue> <type>"; names have no spaces.
local queue_names, type_names = {}, {}

local function queue_of(names)
  local q = queue_names[names]
  if not q then
    q = sub(names, 1, string.find(names, ' ', 1, true) - 1)
    queue_names[names] = q
  end
  return q
end

local function type_of(names)
  local kind = type_names[names]
  if not kind then
    kind = sub(names, string.find(names, ' ', 1, true) + 1)
    type_names[names] = kind
  end
  return kind
end

-- Small numbers in hex repeat a lot within one call; looking one up is cheaper than reading it again.
local hex_numbers = {}

local function from_hex(text)
  local n = hex_numbers[text]
  if not n then
    n = tonumber(text, 16)
    hex_numbers[text] = n
  end
  return n
end

-- Scores go to Redis as text: Lua's own tostring keeps 14 digits only. %d has 64 bits here and is cheaper
-- than %.0f.
local function int(n)
  return format('%d', n)
end
