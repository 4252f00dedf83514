#!lua
-- configure: sets or removes a queue's own settings, and makes the queue if there is none.
-- KEYS: meta, absent
-- ARGV: queue, rules, "" or the settings that it must have ("paused,max_depth,max_bytes,concurrency,max_age_ms,
--       overflow,retention_ms,retention_failed_ms,retention_count,retention_bytes,
--       group_concurrency,group_order,rate,group_rate,priority_ageing_ms,index", empty for none), who asks
--       ("": nobody known), then (field, value or "" to remove)...
-- returns: 1, or 0 if it has other settings than it must have
--@include base clock record tokens arm moves groups feed told index index-begin

local q = ARGV[1]
local key = queue_key(q, 'config')
use_rules(ARGV[2])
local FIELDS = {
  'paused', 'max_depth', 'max_bytes', 'concurrency', 'max_age_ms', 'overflow', 'retention_ms', 'retention_failed_ms',
  'retention_count', 'retention_bytes', 'group_concurrency', 'group_order', 'rate',
  'group_rate', 'priority_ageing_ms', 'index',
}

local before, found = {}, call('HMGET', key, unpack(FIELDS))
for i, field in ipairs(FIELDS) do
  before[field] = found[i] or ''
  found[i] = before[field]
end
local changes = {}
for i = 5, #ARGV, 2 do
  if before[ARGV[i]] ~= ARGV[i + 1] then
    changes[ARGV[i]] = ARGV[i + 1]
  end
end
-- A change that was made already is no conflict: then the call was sent again.
if ARGV[3] ~= '' and next(changes) and table.concat(found, ',') ~= ARGV[3] then
  return 0
end

for field, value in pairs(changes) do
  if value == '' then
    call('HDEL', key, field)
  else
    call('HSET', key, field, value)
  end
end
if changes.paused == '1' then
  -- With the moment, since a release that knows nothing of it may end this pause and begin another.
  call('HSET', key, 'paused_at', now_text, 'paused_by', now_text .. ' ' .. ARGV[4])
  tell_queue('P', q, nil, ARGV[4])
elseif changes.paused then
  call('HDEL', key, 'paused_at', 'paused_by')
  tell_queue('R', q, nil, ARGV[4])
end
if changes.priority_ageing_ms == '' then
  call('HDEL', key, 'ageing_since')
elseif changes.priority_ageing_ms then
  call('HSETNX', key, 'ageing_since', now_text)
end
if call('ZADD', P .. 'queues', 0, q) == 1 then
  call('HSETNX', queue_key(q, 'stats'), 'since', now_text)
end
if changes.index == '' then
  drop_index(q)
elseif changes.index then
  begin_index(q)
end
local function places(text)
  return tonumber(text == '' and 1 or text)
end

-- So many jobs get one of the new places at once; the others when the alarm rings.
local WIDENED_AT_ONCE = 200

if changes.group_rate == '' then
  group_rate.lift(q)
end
local raised = changes.group_concurrency and places(changes.group_concurrency) > places(before.group_concurrency)
if raised or changes.group_rate then
  call('HSET', queue_key(q, 'gauge'), 'widen', '')
  widen(q, WIDENED_AT_ONCE)
end
if changes.rate then
  if changes.rate ~= '' then
    rates().keep(queue_key(q, 'starts'), changes.rate)
  end
  arm_rate(q)
end
batch_of(q).config = true
-- Other rules for outcomes hold from the next trim on.
if changes.retention_ms or changes.retention_failed_ms or changes.retention_count or changes.retention_bytes then
  batch_of(q).rearm = true
end
commit()
return 1
