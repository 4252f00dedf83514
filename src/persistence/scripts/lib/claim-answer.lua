-- What a claim answers: its leases' end and its jobs; see turn.lua.
local lease_ends = int(now + lease_ms)
local reply = { 0, 0, lease_ends }
local answered, bytes = #reply, 0

-- A piece is cut at most three bytes short of its 64, in front of a character that does not fit.
local FULL_PIECE = 61

-- The body behind field b0. `b1`: what that field has.
local function rest_of_body(key, id, flags, b1)
  if flags ~= 0 and has(flags, FLAG_BODY_KEY) then
    return call('GET', P .. 'body:' .. id)
  elseif not b1 or #b1 < FULL_PIECE then
    return b1 or ''
  end
  local pieces = call('HMGET', key, 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8')
  local count = 0
  while pieces[count + 1] do
    count = count + 1
  end
  return b1 .. table.concat(pieces, '', 1, count)
end

-- `found`: fields s, n, b0, b1 as they are stored.
local function answer(key, id, flags, s, found)
  local rest = found[4] or ''
  if flags ~= 0 or #rest >= FULL_PIECE then
    rest = rest_of_body(key, id, flags, found[4])
  end
  answered = answered + 1
  reply[answered] = s .. id .. ' ' .. found[2] .. '\n' .. found[3] .. rest
  bytes = bytes + #rest
end

-- The same nonce again: an answer got lost. The same jobs, as far as they still run under it with the lease that it
-- gave: nobody who does not know of them can have renewed one. `text`: what the claimer's memory says.
local function answer_again(text)
  commit()
  local ends, queues = string.match(text, '^(%d+)(.*)$', 15)
  for q in string.gmatch(queues, '%S+') do
    for _, id in ipairs(call('ZRANGEBYSCORE', queue_key(q, 'in_progress'), ends, ends)) do
      local key = job_key(id)
      local found = call('HMGET', key, 's', 'n', 'b0', 'b1')
      local s = found[1]
      if s and rec_token(s) == nonce then
        answer(key, id, rec_flags(s), s, found)
      end
    end
  end
  reply[3] = ends
end
