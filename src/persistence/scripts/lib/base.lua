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
local function queue_of(names)
  return sub(names, 1, string.find(names, ' ', 1, true) - 1)
end

local function type_of(names)
  return sub(names, string.find(names, ' ', 1, true) + 1)
end

-- Scores go to Redis as text: Lua's own tostring keeps 14 digits only. %d has 64 bits here and is cheaper
-- than %.0f.
local function int(n)
  return format('%d', n)
end
