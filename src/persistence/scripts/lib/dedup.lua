-- Dedup keys: at most one job of the namespace holds each.
--
--   dedup:<key>     STRING  id of the job that holds it, with a time to live where one was asked for
--   field d         of a job's hash that asked for a key: when it lets go of it (`s` as its first attempt starts,
--                   `f` as it gets to a final state, `t` by time alone), after how long at most (ms, `-` for never),
--                   a space, and the key
--   FLAG_DEDUP      the job may hold its key; without it, it does not
--
-- Whoever takes a key away looks first whether the job still holds it: it may have run out and be another's now.
local function dedup_key(field)
  return P .. 'dedup:' .. string.match(field, ' (.+)$')
end

-- The id of the job that holds the key which the field names, nil for none. A holder that is gone holds nothing.
local function dedup_holder(field)
  local id = call('GET', dedup_key(field))
  return id and call('EXISTS', job_key(id)) == 1 and id or nil
end

local function take_dedup(id, field)
  local ttl = string.match(field, '^%a(%d+) ')
  if ttl then
    call('SET', dedup_key(field), id, 'PX', ttl)
  else
    call('SET', dedup_key(field), id)
  end
end

local function let_go(id, field)
  if field and call('GET', dedup_key(field)) == id then
    call('DEL', dedup_key(field))
  end
end

-- The job's first attempt starts. Returns the flags as they are then.
local function start_dedup(id, flags)
  local field = call('HGET', job_key(id), 'd')
  if field and sub(field, 1, 1) ~= 's' then
    return flags
  end
  let_go(id, field)
  return without(flags, FLAG_DEDUP)
end

-- The job gets to a final state. A key that goes by time alone outlives that, but for a cancelled job.
local function end_dedup(id, flags, to)
  if not has(flags, FLAG_DEDUP) then
    return flags
  end
  local field = call('HGET', job_key(id), 'd')
  if field and sub(field, 1, 1) == 't' and to ~= 'cancelled' then
    return flags
  end
  let_go(id, field)
  return without(flags, FLAG_DEDUP)
end

-- The job is removed: no key may name it any more.
local function forget_dedup(id, flags)
  if has(flags, FLAG_DEDUP) then
    let_go(id, call('HGET', job_key(id), 'd'))
  end
end

-- A final job is to run again, and takes its key again where that is free. `field` may be missing.
local function retake_dedup(id, flags, field)
  if not field then
    return flags
  end
  local holder = dedup_holder(field)
  if holder and holder ~= id then
    return without(flags, FLAG_DEDUP)
  end
  take_dedup(id, field)
  return with(flags, FLAG_DEDUP)
end
