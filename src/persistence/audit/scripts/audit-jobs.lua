#!lua flags=allow-oom
-- audit-jobs: checks jobs, each with its sets, lists and texts.
-- KEYS: meta, absent
-- ARGV: repair (0|1), a lease is overdue after ms, id...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record tokens arm moves values dedup dependents callbacks groups finish parked report rearm job-record job-place

-- A script may have 200 names of its own: these parts keep theirs to themselves.
local function checks_of_others()
  --@include job-group job-dedup job-dependencies
  return check_group, free_place, check_dedup, check_dependencies, check_dependency_orphans
end
local check_group, free_place, check_dedup, check_dependencies, check_dependency_orphans = checks_of_others()
local function checks_of_texts()
  --@include job-texts
  return check_orphans, check_texts, check_text_flags, check_log
end
local check_orphans, check_texts, check_text_flags, check_log = checks_of_texts()

local function checks_of_index()
  --@include index index-jobs job-index
  return check_index
end
local check_index = checks_of_index()

local overdue_ms = tonumber(ARGV[2])

local OUTCOME = { c = true, f = true, s = true, l = true, x = true }

local function is_attempt(text)
  return OUTCOME[sub(text, 1, 1)] and #text >= 37 and #text <= 64 and not string.find(sub(text, 2, 23), '%X')
end

local function check_attempts(id, f)
  for name, text in pairs(f) do
    if sub(name, 1, 1) == 'h' and not (string.find(name, '^h%d+$') and is_attempt(text)) then
      report('attempt_malformed', id, name .. ' ' .. sub(text, 1, 64), function()
        call('HDEL', job_key(id), name)
      end)
    end
  end
end

-- What can be told of a job whose record cannot be read. Its limits cannot, so it gets the defaults.
local function rebuilt(id, f)
  local flags = f.e0 and FLAG_ERROR or 0
  for letter, flag in pairs(VALUE_FLAG) do
    if call('EXISTS', value_key(letter, id)) == 1 then
      flags = with(flags, flag)
    end
  end
  if has(flags, FLAG_ERROR_KEY) then
    flags = with(flags, FLAG_ERROR)
  end
  if f.g0 then
    flags = with(flags, FLAG_PROGRESS)
  end
  if f.d then
    flags = with(flags, FLAG_DEDUP)
  end
  if f.w then
    flags = with(flags, FLAG_DEPENDS)
  end
  return {
    flags = flags, attempt = 0, retries = 0, max_retries = 3, lapses = 0, max_lapses = 3, snoozes = 0,
    score = 100 * PRIORITY_STEP, size = payload_bytes_of(f.b0),
  }
end

local function check_sequence(id, f)
  local place = rec_score(f.s) % PRIORITY_STEP
  -- A completed job has its start there.
  if rec_status(f.s) ~= 'c' and place > tonumber(call('GET', P .. 'seq') or 0) then
    report('sequence_behind', 'seq', 'job ' .. id .. ' has place ' .. int(place), function()
      call('SET', P .. 'seq', int(place))
    end)
  end
end

local function check_size(q, id, f)
  local wanted = payload_bytes_of(f.b0)
  if not FINAL[rec_status(f.s)] and rec_size(f.s) ~= wanted then
    report('size_disagrees', id, int(rec_size(f.s)) .. ' for ' .. int(wanted), function()
      write_record(id, f, sub(f.s, 1, 58) .. format('%06x', wanted))
    end)
  end
end

local function check_job(id)
  local kind = call('TYPE', job_key(id)).ok
  if kind == 'none' then
    check_orphans(id)
    check_dependency_orphans(id)
    return
  end
  if kind ~= 'hash' then
    report('record_malformed', id, 'a ' .. kind .. ' in place of a hash')
    return
  end
  local f = read_job(id)
  if not is_names(f.n) then
    report('record_malformed', id, 'field n')
    return
  end
  if not is_opening(f.b0) then
    report('record_malformed', id, 'field b0')
    return
  end
  local q = queue_of(f.n)
  if not is_record(f.s) then
    report('record_malformed', id, 'field s ' .. sub(f.s or 'missing', 1, 80), function()
      unlist_parked(q, id, type_of(f.n))
      free_place(q, id)
      give_up(q, id, rebuilt(id, f), 'record_lost')
    end)
    return
  end
  check_texts(q, id, f)
  check_text_flags(id, f)
  check_log(id, f)
  check_token(q, id, f)
  check_size(q, id, f)
  check_set(q, id, f)
  check_score(q, id, f)
  check_lease(q, id, f, overdue_ms)
  check_expiry(q, id, f)
  check_dependencies(q, id, f)
  check_group(q, id, f)
  check_parked(q, id, f)
  check_dedup(id, f)
  check_index(q, id, f)
  check_sequence(id, f)
  check_attempts(id, f)
end

for i = 3, #ARGV do
  check_job(ARGV[i])
end
return reply
