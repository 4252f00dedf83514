#!lua flags=no-writes
-- list: walks one state of one queue, the highest score first, from a position on.
-- KEYS: meta, absent
-- ARGV: queue, state, position: score and id of the last job seen ("" for the start), most jobs to look at,
--       most to return, whole (0|1), type or "", created after or "", created before or "", only jobs behind this
--       place in the order of creation: when, and id ("" for all)
-- returns: jobs looked at, score and id of the last one ("" where the set is at its end), then for each job:
--       id, and the same as `get`
--@include base record values view ranks

local q, state, after_score, after_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local budget, most, whole = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == '1'
local kind, created_after, created_before = ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10])
local behind, behind_id = tonumber(ARGV[11]), ARGV[12]
local key = queue_key(q, state)

local function matches(id)
  if kind == '' and not created_after and not created_before and not behind then
    return true
  end
  local found = call('HMGET', job_key(id), 'n', 'b0')
  if not found[2] then
    return false
  end
  local created = created_at_of(found[2])
  return (kind == '' or type_of(found[1]) == kind) and (not created_after or created >= created_after)
    and (not created_before or created < created_before)
    and (not behind or created < behind or created == behind and id < behind_id)
end

local rank = after_score == '' and 0 or rank_behind(key, after_score, after_id, true)
local entries = call('ZREVRANGE', key, rank, rank + budget - 1, 'WITHSCORES')
local reply, found, looked = { 0, '', '' }, 0, 0
for i = 1, #entries, 2 do
  local id = entries[i]
  looked = looked + 1
  reply[2], reply[3] = entries[i + 1], id
  if matches(id) then
    local view = view_job(id, whole)
    if view then
      reply[#reply + 1] = id
      reply[#reply + 1] = view
      found = found + 1
    end
  end
  if found >= most then
    break
  end
end
reply[1] = looked
if rank + looked >= call('ZCARD', key) then
  reply[2], reply[3] = '', ''
end
return reply
