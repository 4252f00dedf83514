#!lua flags=allow-oom
-- follow: records the result of one job and stores the jobs that follow it, past all limits; all of it, or nothing.
-- KEYS: meta, absent
-- ARGV: id, token, number of follow-ups, then for each: id, hash of its content (11), number of its dependencies, id...;
--       then the number of the arguments of complete, these, and the arguments of enqueue
-- returns: "ok completed", "already", "lost", "gone", or "refused" with id_taken or unknown_dependency and the id
--@include base record

local i = 4

-- What keeps one of the follow-ups from being stored, nil for nothing. Those in front of it count as stored.
local function obstacle()
  local mine, found = {}, nil
  for _ = 1, tonumber(ARGV[3]) do
    local id, hash, dependencies = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
    local b0 = call('HGET', job_key(id), 'b0')
    if not found and (mine[id] or (b0 and sub(b0, 12, 22) ~= hash)) then
      found = 'id_taken ' .. id
    end
    for k = i + 3, i + 2 + dependencies do
      local other = ARGV[k]
      if not found and not mine[other] and call('EXISTS', job_key(other)) == 0 then
        found = 'unknown_dependency ' .. other
      end
    end
    mine[id] = true
    i = i + 3 + dependencies
  end
  return found
end

local function slice(from, to)
  local part = {}
  for k = from, to do
    part[k - from + 1] = ARGV[k]
  end
  return part
end

local function complete(ARGV)
  --@include script:complete
end

local function enqueue(ARGV)
  --@include script:enqueue
end

local s = call('HGET', job_key(ARGV[1]), 's')
local held = s and rec_status(s) == 'r' and rec_token(s) == ARGV[2]
local why = obstacle()
if held and why then
  return { 'refused ' .. why }
end
local last = i + tonumber(ARGV[i])
local answer = complete(slice(i + 1, last))[1]
if held then
  enqueue(slice(last + 1, #ARGV))
end
return { answer }
