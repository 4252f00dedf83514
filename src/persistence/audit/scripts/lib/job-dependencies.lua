-- What a job depends on and who waits for it, against the two lists that say so.

-- Of a job that is not there.
local function check_dependency_orphans(id)
  if call('EXISTS', deps_key(id)) == 1 then
    report('dependencies_without_job', id, 'its dependencies', function()
      call('UNLINK', deps_key(id))
    end)
  end
  if call('EXISTS', dependents_key(id)) == 1 then
    report('dependents_left', id, int(call('ZCARD', dependents_key(id))) .. ' wait for a job that is not there')
  end
end

-- Who waited for a job hears of its end by the promoter.
local function check_dependents(id, f)
  local key, letter = dependents_key(id), rec_status(f.s)
  if call('EXISTS', key) == 0 then
    return
  end
  if FINAL[letter] then
    report('dependents_left', id, int(call('ZCARD', key)) .. ' wait for a job that is final', function()
      call('RENAME', key, P .. 'unblock:' .. note_unblock(letter, id))
    end)
  elseif not has(rec_flags(f.s), FLAG_AWAITED) then
    report('dependents_left', id, 'no flag', function()
      write_flags(id, f, with(rec_flags(f.s), FLAG_AWAITED))
    end)
  end
end

local function is_waiting(f)
  return f.w and rec_status(f.s) == 'b' and string.find(f.w, '^%l') ~= nil
end

-- One that a job waits for: it is listed there, or was final and is put down as such. False if neither can be.
local function mend_open(id, f, parent, place)
  local s = call('HGET', job_key(parent), 's')
  local letter = s and rec_status(s)
  if not letter then
    return false
  end
  if OUTCOME_STEP[letter] then
    call('ZADD', deps_key(id), int(place + OUTCOME_STEP[letter]), parent)
    note_unblock('j', id)
  else
    call('ZADD', dependents_key(parent), string.match(f.w, '%d+'), id)
    call('HSET', job_key(parent), 's', sub(s, 1, 1) .. format('%03x', with(rec_flags(s), FLAG_AWAITED)) .. sub(s, 5, 64))
  end
end

local function check_waiting(id, f)
  if call('EXISTS', P .. 'unblock') == 1 then
    -- Ends are on their way; which of them concern this job is not worth a look at all that wait.
    return
  end
  local key = deps_key(id)
  local open = call('ZRANGEBYSCORE', key, '-inf', '(' .. OUTCOMES_FROM, 'WITHSCORES')
  if #open == 0 or (sub(f.w, 1, 1) ~= 'r' and call('ZCOUNT', key, OUTCOME_STEP.f, '+inf') > 0) then
    report('waits_for_nothing', id, 'all has come through', function()
      note_unblock('j', id)
    end)
    return
  end
  for i = 1, #open, 2 do
    local parent, place = open[i], tonumber(open[i + 1])
    if not call('ZSCORE', dependents_key(parent), id) then
      report('dependency_not_listed', id, 'waits for ' .. parent, function()
        return mend_open(id, f, parent, place)
      end)
    end
  end
end

-- A job must not run as if it had waited.
local function mend_lost(q, id, f)
  if is_waiting(f) then
    give_up(q, id, rec_read(f.s), 'dependencies_lost')
    read_into(f, id)
  end
  write_flags(id, f, without(rec_flags(f.s), FLAG_DEPENDS))
end

local function check_dependencies(q, id, f)
  local flagged, there = has(rec_flags(f.s), FLAG_DEPENDS), call('EXISTS', deps_key(id)) == 1 and f.w ~= nil
  if flagged ~= there then
    report('dependencies_disagree', id, flagged and 'flag without list' or 'list without flag', function()
      if there then
        write_flags(id, f, with(rec_flags(f.s), FLAG_DEPENDS))
      else
        mend_lost(q, id, f)
      end
    end)
  elseif there and is_waiting(f) then
    check_waiting(id, f)
  end
  check_dependents(id, f)
end
