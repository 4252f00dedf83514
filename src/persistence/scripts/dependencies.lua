#!lua flags=no-writes
-- dependencies: what a job depends on, in the order as sent.
-- KEYS: meta, absent
-- ARGV: id, number of the first, most to return
-- returns: for each: id, its score in deps:<id>, and the letter of its state now ("" where it is there no more)
--@include base record

local key = P .. 'deps:' .. ARGV[1]
local from, last = tonumber(ARGV[2]), tonumber(ARGV[2]) + tonumber(ARGV[3]) - 1

-- The list is in pieces, one for each way in which a dependency can stand.
local found = {}
for step = 0, 3000, 1000 do
  local entries = call('ZRANGEBYSCORE', key, int(step + from), int(step + math.min(last, 999)), 'WITHSCORES')
  for i = 1, #entries, 2 do
    found[#found + 1] = { id = entries[i], score = tonumber(entries[i + 1]) }
  end
end
table.sort(found, function(a, b)
  return a.score % 1000 < b.score % 1000
end)

local reply = {}
for i, one in ipairs(found) do
  local s = call('HGET', job_key(one.id), 's')
  reply[3 * i - 2], reply[3 * i - 1], reply[3 * i] = one.id, int(one.score), s and rec_status(s) or ''
end
return reply
