-- Jobs in the index of their queue (index.lua).

-- The tags, from what was chosen when the job was sent: short JSON, in which a quote within a text is escaped, so that
-- the pattern finds nothing else. A tag has no quotes and no brackets.
local function tags_of(id, flags, b0)
  local length, tags = static_length_of(b0) or 0, {}
  if length == 0 then
    return tags
  end
  local static = sub(b0, 39)
  if has(flags, FLAG_BODY_KEY) then
    static = call('GETRANGE', P .. 'body:' .. id, '0', int(length - 1))
  elseif #static < length then
    local pieces = call('HMGET', job_key(id), 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8')
    for piece = 1, 8 do
      static = static .. (pieces[piece] or '')
    end
  end
  local list = string.match(sub(static, 1, length), '"tg":%[([^%]]*)%]')
  for tag in string.gmatch(list or '', '"([^"]*)"') do
    tags[#tags + 1] = tag
  end
  return tags
end

-- The sets that a job belongs to, by its fields s, n and b0.
local function index_sets(fields, id, found)
  local sets = {}
  if string.find(fields, 'created', 1, true) then
    sets[1] = 'created'
  end
  if string.find(fields, 'type', 1, true) then
    sets[#sets + 1] = 'type:' .. type_of(found[2])
  end
  if string.find(fields, 'tag', 1, true) then
    for _, tag in ipairs(tags_of(id, rec_flags(found[1]), found[3])) do
      sets[#sets + 1] = 'tag:' .. tag
    end
  end
  return sets
end

local function read_for_index(id)
  return call('HMGET', job_key(id), 's', 'n', 'b0', 'i')
end

-- What goes into which set, in the order in which the sets come up.
local function collect(by_set, set, values)
  local args = by_set[set]
  if not args then
    args = {}
    by_set[set] = args
    by_set[#by_set + 1] = set
  end
  for _, value in ipairs(values) do
    args[#args + 1] = value
  end
end

-- Adds those jobs that are not in it. Returns how many.
local function index_jobs(q, gen, fields, ids)
  local by_set, added = {}, 0
  for _, id in ipairs(ids) do
    local found = read_for_index(id)
    local created = found[1] and found[2] and found[3] and created_at_of(found[3])
    if created and found[4] ~= gen then
      for _, set in ipairs(index_sets(fields, id, found)) do
        collect(by_set, set, { int(created), id })
      end
      call('HSET', job_key(id), 'i', gen)
      added = added + 1
    end
  end
  for _, set in ipairs(by_set) do
    call('ZADD', index_key(gen, set), unpack(by_set[set]))
    call('ZADD', index_key(gen, 'sets'), '0', set)
  end
  if added > 0 then
    call('HINCRBY', queue_key(q, 'index'), 'jobs', int(added))
  end
  return added
end

-- Jobs that are about to be removed, whether they are in it or not.
local function unindex_jobs(q, gen, fields, ids)
  local by_set, gone = {}, 0
  for _, id in ipairs(ids) do
    local found = read_for_index(id)
    if found[4] == gen then
      for _, set in ipairs(index_sets(fields, id, found)) do
        collect(by_set, set, { id })
      end
      gone = gone + 1
    end
  end
  for _, set in ipairs(by_set) do
    call('ZREM', index_key(gen, set), unpack(by_set[set]))
    if call('EXISTS', index_key(gen, set)) == 0 then
      call('ZREM', index_key(gen, 'sets'), set)
    end
  end
  if gone > 0 then
    call('HINCRBY', queue_key(q, 'index'), 'jobs', int(-gone))
  end
  call('HINCRBY', queue_key(q, 'index'), 'removed', int(#ids))
end
