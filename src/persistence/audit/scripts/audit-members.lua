#!lua flags=allow-oom
-- audit-members: checks members of one set or list of a queue: each must be a job of that queue.
-- KEYS: meta, absent
-- ARGV: repair (0|1), queue, part of the queue (a state, expiry, parked:<type>), id...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record arm moves values dedup dependents callbacks finish parked report rearm

local q, part = ARGV[2], ARGV[3]
local key = queue_key(q, part)
local parked_type = string.match(part, '^parked:(.+)$')

local function leave(id)
  return function()
    if parked_type then
      unlist_parked(q, id, parked_type)
    else
      call('ZREM', key, id)
      rearm(q)
    end
  end
end

for i = 4, #ARGV do
  local id = ARGV[i]
  if call('ZSCORE', key, id) then
    local kind = call('TYPE', job_key(id)).ok
    local names = kind == 'hash' and call('HGET', job_key(id), 'n')
    if kind == 'none' then
      report('member_without_job', id, q .. ' ' .. part, leave(id))
    elseif is_names(names) and (queue_of(names) ~= q or (parked_type and type_of(names) ~= parked_type)) then
      report('member_misplaced', id, q .. ' ' .. part .. ' by its record ' .. names, leave(id))
    end
  end
end
return reply
