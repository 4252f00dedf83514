#!lua flags=allow-oom
-- extend: renews leases, stores progress, and tells of cancel requests.
-- KEYS: meta, absent
-- ARGV: count, then for each job: id, token, lease_ms, latest end (epoch ms; "": none), progress as: number of
--       arguments, (field, value)... (0: no news)
-- returns: for each job "ok", "cancel" (renewed, and to be cancelled), "lost" or "gone"
--@include base clock record tokens arm moves values

local answers, i = {}, 2
for job = 1, tonumber(ARGV[1]) do
  local id, after = ARGV[i], skip_value(i + 4)
  local ends, latest = now + tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  local found = call('HMGET', job_key(id), 's', 'n')
  local s = found[1]
  if not s then
    answers[job] = 'gone'
  elseif rec_status(s) ~= 'r' or rec_token(s) ~= ARGV[i + 1] or (latest and latest <= now) then
    answers[job] = 'lost'
  else
    local q = queue_of(found[2])
    call('ZADD', queue_key(q, 'in_progress'), 'XX', int(latest and math.min(ends, latest) or ends), id)
    batch_of(q).leases = true
    local flags = rec_flags(s)
    if ARGV[i + 4] ~= '0' then
      local fields = {}
      flags = with(drop_progress(id, flags), FLAG_PROGRESS)
      take_value(id, 'g', i + 4, fields, flags)
      call('HSET', job_key(id), 's', 'r' .. format('%03x', flags) .. sub(s, 5, 64), unpack(fields))
    end
    answers[job] = has(flags, FLAG_CANCEL) and 'cancel' or 'ok'
  end
  i = after
end
commit()
return answers
