#!lua flags=allow-oom
-- latency-add: adds to the histograms of how long jobs waited and ran, and to the counts of errors by their code; of queues
-- only where they have a history.
-- KEYS: meta, absent
-- ARGV: number of resolutions, for each: length of a step (ms), how long to keep (ms); of queues the same two and most
--       queues; length of an errors' step (ms), how many are kept, most codes of a step; then for the namespace (queue "")
--       and for each queue: queue, number of buckets, number of codes, for each bucket: field, how often, for each code:
--       code, how often
-- returns: 1
--@include base clock history-room

local at = 2 + 2 * tonumber(ARGV[1])
local queue_step, queue_kept, most_queues = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
local error_ms, error_steps, most_codes = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
local present = floor(now / tonumber(queue_step))

local function add_buckets(of, step_ms, kept_ms, from, to)
  local key = of .. ':' .. step_ms .. ':' .. int(floor(now / tonumber(step_ms)))
  for i = from, to, 2 do
    call('HINCRBY', key, ARGV[i], ARGV[i + 1])
  end
  call('PEXPIRE', key, kept_ms)
end

-- Field "<step> <code>"; beyond a number of codes they count together, under no code. What is old goes as a step begins.
local function add_errors(q, from, to)
  local key, step = queue_key(q, 'errors'), floor(now / error_ms)
  local known, codes = call('HGETALL', key), 0
  for i = 1, #known, 2 do
    local of = tonumber(string.match(known[i], '^%d+'))
    if of == step then
      codes = codes + 1
    elseif of <= step - error_steps then
      call('HDEL', key, known[i])
    end
  end
  for i = from, to, 2 do
    local field = int(step) .. ' ' .. ARGV[i]
    if not call('HGET', key, field) then
      codes = codes + 1
      if codes > most_codes then
        field = int(step) .. ' '
      end
    end
    call('HINCRBY', key, field, ARGV[i + 1])
  end
  call('PEXPIRE', key, int(error_ms * error_steps))
end

local i = at + 6
while i <= #ARGV do
  local q, buckets, codes = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local last_bucket = i + 2 + 2 * buckets
  if q == '' then
    for of = 2, at - 1, 2 do
      add_buckets(P .. 'latency', ARGV[of], ARGV[of + 1], i + 3, last_bucket)
    end
  elseif call('ZSCORE', P .. 'queues', q) and has_room(q, present, most_queues) then
    add_buckets(queue_key(q, 'latency'), queue_step, queue_kept, i + 3, last_bucket)
    call('ZADD', HISTORIES, int(present), q)
    -- As long as what it lists, at least.
    call('PEXPIRE', HISTORIES, queue_kept, 'NX')
    call('PEXPIRE', HISTORIES, queue_kept, 'GT')
    if codes > 0 then
      add_errors(q, last_bucket + 1, last_bucket + 2 * codes)
    end
  end
  i = last_bucket + 2 * codes + 1
end
return 1
