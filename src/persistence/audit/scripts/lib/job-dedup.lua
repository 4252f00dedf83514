-- A job's dedup key against its record.

local function is_dedup(field)
  return field and string.find(field, '^[sft]%d+ .') or field and string.find(field, '^[sf]%- .')
end

-- Whether a job in this state, which asked for its key in this way, should hold it still.
local function should_hold(status, field)
  local mode = sub(field, 1, 1)
  return mode == 't' and status ~= 'x' or mode == 'f' and not FINAL[status]
    or mode == 's' and WAITING[status]
end

local function check_dedup(id, f)
  local flags, field = rec_flags(f.s), f.d
  local flagged = has(flags, FLAG_DEDUP)
  if not is_dedup(field) then
    if flagged then
      report('dedup_disagrees', id, 'flag without key', function()
        write_flags(id, f, without(flags, FLAG_DEDUP))
      end)
    end
    return
  end
  local holder = dedup_holder(field)
  local due = should_hold(rec_status(f.s), field)
  if flagged and (not due or holder ~= id and string.find(field, '^%a%-')) then
    report('dedup_disagrees', id, 'flag, and the key is ' .. (holder or 'free'), function()
      if due and not holder then
        take_dedup(id, field)
      else
        let_go(id, field)
        write_flags(id, f, without(flags, FLAG_DEDUP))
      end
    end)
  elseif holder == id and not flagged then
    report('dedup_disagrees', id, 'holds its key, no flag', function()
      if due then
        write_flags(id, f, with(flags, FLAG_DEDUP))
      else
        let_go(id, field)
      end
    end)
  end
end
