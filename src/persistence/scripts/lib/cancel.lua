-- Ends a job that waits, since somebody asked for that. `names`: field n.
local function cancel_waiting(q, id, r, names)
  local from = STATE[r.status]
  if has(r.flags, FLAG_EXPIRY) then
    unlist_expiry(q, id)
    r.flags = without(r.flags, FLAG_EXPIRY)
  end
  if from == 'blocked' then
    unlist_parked(q, id, type_of(names))
    unlist_grouped(q, id)
  end
  finish(q, id, r, from, 'cancelled', error_bytes(id, r.flags))
  save(id, r, {})
end
