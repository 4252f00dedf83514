/** What a floor's two scripts are. */
export interface FloorScripts {
  /** Stores jobs. */
  readonly enqueue: string;
  /** Records outcomes, and takes jobs. */
  readonly turn: string;
}

/**
 * No queue, but what none can do without that keeps each job in a hash, its place in the order of priorities, and its
 * outcome: no limits, no counts, no ids looked up, no tokens, no leases, no retries, no queues beside this one. It loses
 * jobs. How fast it is on a machine says what is left there to gain.
 *
 * enqueue: ARGV: for each job id, body. turn: ARGV: now (ms), most jobs to take, then of those that are done: id, result...
 * Returns id, body...
 */
export const FLOOR: FloorScripts = {
  enqueue: `
local n = #ARGV / 2
local seq = redis.call('INCRBY', 'floor:seq', n) - n
local line = {}
for i = 1, n do
  local id = ARGV[2 * i - 1]
  redis.call('HSET', 'floor:job:' .. id, 's', 'queued', 'b', ARGV[2 * i])
  line[2 * i - 1] = seq + i
  line[2 * i] = id
end
redis.call('ZADD', 'floor:queued', unpack(line))
if redis.call('LLEN', 'floor:wake') == 0 then
  redis.call('RPUSH', 'floor:wake', '1')
end
return n`,
  turn: `
local now, most = ARGV[1], tonumber(ARGV[2])
if #ARGV > 2 then
  local ids, done = {}, {}
  for i = 3, #ARGV, 2 do
    redis.call('HSET', 'floor:job:' .. ARGV[i], 's', 'completed', 'r', ARGV[i + 1])
    ids[#ids + 1] = ARGV[i]
    done[#done + 1] = now
    done[#done + 1] = ARGV[i]
  end
  redis.call('ZREM', 'floor:in_progress', unpack(ids))
  redis.call('ZADD', 'floor:completed', unpack(done))
end
local ids = redis.call('ZRANGE', 'floor:queued', 0, most - 1)
if #ids == 0 then
  return ids
end
redis.call('ZREMRANGEBYRANK', 'floor:queued', 0, #ids - 1)
local taken, started = {}, {}
for i, id in ipairs(ids) do
  local key = 'floor:job:' .. id
  taken[2 * i - 1] = id
  taken[2 * i] = redis.call('HGET', key, 'b')
  redis.call('HSET', key, 's', 'in_progress')
  started[2 * i - 1] = now
  started[2 * i] = id
end
redis.call('ZADD', 'floor:in_progress', unpack(started))
return taken`,
};

/**
 * The least that loses no job, and takes no more memory than the row `space` allows: an id that is sent again is stored
 * once; a job says whose attempt it is, the how manieth, and since when; an outcome is only recorded by who has the
 * lease. For that Redis keeps small hashes of values up to 64 bytes, so a body is in pieces. There is no more to it: no
 * counts, no bytes, no limits but the depth, no rates, no retries, nobody who looks after leases, no claim that can be
 * sent again, no queues beside this one.
 *
 * enqueue: ARGV: max_depth, then for each job id, first piece, second piece. turn: ARGV: now (ms), most jobs to take,
 * token for these (14 characters), token of those that are done, then of each of these: id, result. Returns for each job
 * its record (30 characters), id (36) and body.
 */
export const SAFE_FLOOR: FloorScripts = {
  enqueue: `
local call = redis.call
local n, keys = (#ARGV - 1) / 3, {}
for i = 1, n do
  keys[i] = 'floor:job:' .. ARGV[3 * i - 1]
end
if call('ZCARD', 'floor:queued') + n > tonumber(ARGV[1]) or call('EXISTS', unpack(keys)) > 0 then
  return redis.error_reply('REFUSED')
end
local seq, line = call('INCRBY', 'floor:seq', n) - n, {}
for i = 1, n do
  call('HSET', keys[i], 's', 'q', 'b0', ARGV[3 * i], 'b1', ARGV[3 * i + 1])
  line[2 * i - 1] = seq + i
  line[2 * i] = ARGV[3 * i - 1]
end
call('ZADD', 'floor:queued', unpack(line))
if call('EXISTS', 'floor:wake') == 0 then
  call('RPUSH', 'floor:wake', '1')
end
return n`,
  turn: `
local call, sub, format = redis.call, string.sub, string.format
local now, most, token, done_token = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local since = format('%011x', now)
if ARGV[5] then
  local ids, done, n = {}, {}, 0
  for i = 5, #ARGV, 2 do
    local id = ARGV[i]
    local key = 'floor:job:' .. id
    local s = call('HGET', key, 's')
    if s and sub(s, 1, 1) == 'r' and sub(s, 6, 19) == done_token then
      call('HSET', key, 's', 'c' .. sub(s, 2) .. since, 'r0', ARGV[i + 1])
      n = n + 1
      ids[n] = id
      done[2 * n - 1] = now
      done[2 * n] = id
    end
  end
  if n > 0 then
    call('ZREM', 'floor:in_progress', unpack(ids))
    call('ZADD', 'floor:completed', unpack(done))
  end
end
local ids = call('ZRANGE', 'floor:queued', 0, most - 1)
local n = #ids
if n == 0 then
  return ids
end
call('ZREMRANGEBYRANK', 'floor:queued', 0, n - 1)
local ends, first = format('%.0f', now + 30000), 'r0001' .. token .. since
local taken, started = {}, {}
for i = 1, n do
  local id = ids[i]
  local key = 'floor:job:' .. id
  local found = call('HMGET', key, 's', 'b0', 'b1')
  local s = found[1]
  s = s == 'q' and first or format('r%04x', tonumber(sub(s, 2, 5), 16) + 1) .. token .. since
  call('HSET', key, 's', s)
  taken[i] = s .. id .. found[2] .. found[3]
  started[2 * i - 1] = ends
  started[2 * i] = id
end
-- A small set is a list that is read from its front; a long member makes it a tree, which it stays.
if n >= 16 and call('EXISTS', 'floor:in_progress') == 0 then
  local long = string.rep('-', 65)
  call('ZADD', 'floor:in_progress', ends, started[2], ends, long)
  call('ZREM', 'floor:in_progress', long)
end
call('ZADD', 'floor:in_progress', unpack(started))
return taken`,
};
