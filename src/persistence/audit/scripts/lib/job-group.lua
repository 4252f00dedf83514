-- A job's place in its group against its record.

-- It has no place any more, and waits for none: the next one gets in.
local function free_place(q, id)
  unlist_grouped(q, id)
  leave_group(q, id, 0)
  commit()
end

local function give_place(q, id, f)
  unlist_grouped(q, id)
  call('SADD', held_key(q, f.t), id)
  write_flags(id, f, with(rec_flags(f.s), FLAG_GROUP))
end

local function queue_in_group(q, id, f)
  await_place(q, f.t, id, rec_score(f.s))
  write_flags(id, f, without(rec_flags(f.s), FLAG_GROUP))
end

local function lose_place(q, id, f)
  write_flags(id, f, without(rec_flags(f.s), FLAG_GROUP))
  free_place(q, id)
end

-- It may not run yet for other reasons than its group: it is not due, or waits for what it depends on.
local function is_held_off(f)
  return rec_status(f.s) == 's' or rec_status(f.s) == 'b' and waits_for_others(f)
end

local function check_group(q, id, f)
  local status, flagged = rec_status(f.s), has(rec_flags(f.s), FLAG_GROUP)
  if not f.t then
    if flagged then
      report('group_disagrees', id, 'flag without group', function()
        write_flags(id, f, without(rec_flags(f.s), FLAG_GROUP))
      end)
    end
    return
  end
  local held = call('SISMEMBER', held_key(q, f.t), id) == 1
  local waits = call('ZSCORE', waiting_key(q, f.t), id) and true or false
  local parked = status == 'b' and call('ZSCORE', queue_key(q, 'parked:' .. type_of(f.n)), id) and true or false
  local wanted, mend
  if status == 'q' or status == 'r' or parked then
    wanted, mend = held and flagged and not waits, give_place
  elseif is_held_off(f) then
    wanted, mend = held == flagged and not waits, held and give_place or lose_place
  elseif status == 'b' then
    -- Held back by the rate of its group, it has a place and is in front of those that have none.
    local in_front = waits and tonumber(call('ZSCORE', waiting_key(q, f.t), id)) < 0 or false
    wanted, mend = waits and held == flagged and held == in_front, function()
      call('SREM', held_key(q, f.t), id)
      queue_in_group(q, id, f)
    end
  else
    wanted, mend = not held and not flagged and not waits, lose_place
  end
  if not wanted then
    local said = (flagged and 'flag, ' or 'no flag, ') .. (held and 'has a place' or waits and 'waits' or 'not listed')
    report('group_disagrees', id, q .. ' ' .. f.t .. ' ' .. said, function()
      mend(q, id, f)
    end)
  end
end
