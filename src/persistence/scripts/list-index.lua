#!lua flags=no-writes
-- list-index: a part of a list of one queue by its index: the latest created first, from a position on.
-- KEYS: meta, absent
-- ARGV: queue, state or "", position: when the last job seen was created and its id ("" for the start), most jobs to
--       look at, most to return, whole (0|1), type or "", tag or "", created after or "", created before or ""
-- returns: nothing where there is no index, it is not whole, or (at the start) a state's set is shorter; else: jobs
--       looked at, position of the last one ("" at the end), how many jobs the whole list has (-1: not known), then for
--       each job: id, and the same as `get`
--@include base record values view index ranks

local q, state, after_score, after_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local budget, most, whole = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == '1'
local kind, tag, created_after, created_before = ARGV[8], ARGV[9], ARGV[10], ARGV[11]

local fields, gen = unpack(call('HMGET', queue_key(q, 'config'), 'index', 'index_gen'))
if not gen or not index_is_whole(q) then
  return nil
end

-- Jobs of a set that are not outside the times asked for.
local function count_in(key)
  return call(
    'ZCOUNT', key, created_after == '' and '-inf' or created_after,
    created_before == '' and '+inf' or '(' .. created_before
  )
end

local function is_indexed(field)
  return string.find(fields, field, 1, true) ~= nil
end

-- The set with the fewest jobs to look at, and how many; nil where the index is of no use for what is asked.
local function best_set()
  local best, fewest
  local function consider(set)
    local n = count_in(index_key(gen, set))
    if not fewest or n < fewest then
      best, fewest = set, n
    end
  end
  if tag ~= '' and is_indexed('tag') then
    consider('tag:' .. tag)
  end
  if kind ~= '' and is_indexed('type') then
    consider('type:' .. kind)
  end
  if is_indexed('created') then
    consider('created')
  end
  return best, fewest
end

local set, size = best_set()
if not set then
  return nil
end
local key = index_key(gen, set)
local in_state = state ~= '' and call('ZCARD', queue_key(q, state))
if after_id == '' and in_state and in_state <= size then
  return nil
end

local function matches(id)
  if state == '' and (kind == '' or set == 'type:' .. kind) then
    return true
  end
  local found = call('HMGET', job_key(id), 's', 'n')
  return found[1] and (state == '' or STATE[rec_status(found[1])] == state)
    and (kind == '' or type_of(found[2]) == kind)
end

local skipped = created_before == '' and 0 or call('ZCOUNT', key, created_before, '+inf')
local last_rank = skipped + size
local rank = after_id == '' and skipped or rank_behind(key, after_score, after_id, true)
local entries = call('ZREVRANGE', key, int(rank), int(math.min(rank + budget, last_rank) - 1), 'WITHSCORES')
if rank >= last_rank then
  entries = {}
end
local exact = state == '' and (kind == '' or set == 'type:' .. kind) and (tag == '' or set == 'tag:' .. tag)
local reply, found, looked = { 0, '', '', exact and size or -1 }, 0, 0
for i = 1, #entries, 2 do
  local id = entries[i]
  looked = looked + 1
  reply[2], reply[3] = entries[i + 1], id
  -- By the counts each of them is there; if somebody wrote to Redis by hand, one may not be.
  local view = matches(id) and view_job(id, whole)
  if view then
    reply[#reply + 1] = id
    reply[#reply + 1] = view
    found = found + 1
  end
  if found >= most then
    break
  end
end
reply[1] = looked
if rank + looked >= last_rank then
  reply[2], reply[3] = '', ''
end
return reply
