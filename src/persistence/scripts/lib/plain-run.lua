-- For enqueue.lua: runs of jobs that only take a place in the line, which most are.

-- Whether nothing is to be asked about the jobs of a run but whether their queue has room.
local function is_plain(head)
  if check or head.times or head.group or head.body or head.dedup or head.depends or rate > 0 or has_space_limit then
    return false
  end
  local line = line_of(head.queue)
  return not (line.overflow or line.max_age or line.ages or line.born)
end

local DIGITS = '0123456789abcdef'

-- Stores the jobs of such a run that find room, from the one behind number `job` on, which is at `i`. Returns where it
-- ended, and behind which number: there the queue is full, or the id of the next one came twice.
local function store_plain(head, i, job)
  local q, names, base, arguments, line = head.queue, head.names, head.base, head.arguments, line_of(head.queue)
  local bytes, room, number = line.bytes, line.max_depth - line.depth, next_arrival() - 1
  local record, places, n = STATUS.queued .. head.record .. now_hex, {}, 0
  -- Scores that follow each other differ in a digit or two. To write one out costs 2,000 instructions, so what is in
  -- front of the last digit is written once for ten or sixteen.
  local front, hex_front
  local size_text, size
  while n < head.jobs and n < room do
    local id, b0 = ARGV[11 + job + n], ARGV[i]
    local text = size_text_of(b0)
    if text ~= size_text then
      size_text, size = text, from_hex(text)
    end
    local sum = bytes + size
    if mine[id] or sum > line.max_bytes then
      break
    end
    bytes = sum
    n = n + 1
    local score = base + number + n
    local digit, hex_digit = score % 10, score % 16
    if not front or digit == 0 then
      front = int((score - digit) / 10)
    end
    if not hex_front or hex_digit == 0 then
      hex_front = format('%013x', (score - hex_digit) / 16)
    end
    local s = record .. hex_front .. sub(DIGITS, hex_digit + 1, hex_digit + 1) .. size_text
    if arguments == 2 then
      call('HSET', keys[job + n], 's', s, 'n', names, 'b0', now_hex .. b0, ARGV[i + 1], ARGV[i + 2])
    else
      call('HSET', keys[job + n], 's', s, 'n', names, 'b0', now_hex .. b0, unpack(ARGV, i + 1, i + arguments))
    end
    places[2 * n - 1] = front .. sub(DIGITS, digit + 1, digit + 1)
    places[2 * n] = id
    mine[id] = true
    i = i + arguments + 1
  end
  seq = number + n
  if n > 0 then
    move_all(q, places, nil, 'queued')
    line.taken_bytes = line.taken_bytes + bytes - line.bytes
    line.depth, line.bytes, line.taken = line.depth + n, bytes, line.taken + n
  end
  return i, job + n
end
