#!lua flags=allow-oom
-- attend: a worker's regular call. Marks it alive, hands over its cancel requests, mends lost wake tokens.
-- KEYS: meta, absent
-- ARGV: worker id, its description as JSON ("" for no news), the same for its name, most jobs of the namespace at once
--       ("": any number), queue... (none: all)
-- returns: next alarm in ms (-1: none), then for each cancel request: token and id in one
--@include base clock record tokens arm worker-list

local id = ARGV[1]

if ARGV[2] ~= '' then
  list_worker(id, ARGV[2], ARGV[3])
  forget_workers()
end

local requests = P .. 'cancel:' .. id
local reply = call('LRANGE', requests, 0, 499)
if #reply > 0 then
  call('LTRIM', requests, 500, -1)
end

if ARGV[4] ~= '' then
  limit_namespace(tonumber(ARGV[4]))
  limit.give_room()
else
  -- Of a time when there was a limit.
  call('DEL', P .. 'limited')
end

-- A worker that died between taking a token and claiming leaves ready work behind and no token.
if call('EXISTS', P .. 'ready') == 1 then
  push_token(P .. 'wake', limit and call('ZSCORE', P .. 'ready', CALLBACK_QUEUE))
  for i = 5, #ARGV do
    if call('ZSCORE', P .. 'ready', ARGV[i]) then
      push_token(queue_key(ARGV[i], 'wake'))
    end
  end
end

table.insert(reply, 1, next_alarm_ms())
return reply
