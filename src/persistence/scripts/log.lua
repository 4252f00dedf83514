#!lua
-- log: appends lines to the logs of running jobs; the oldest lines give way.
-- KEYS: meta, absent
-- ARGV: most lines, most bytes of one log, count, then for each job: id, token, number of its first line in the attempt,
--       from 0 ("": right behind those that are there), count of lines, then for each line: age in ms, text
-- returns: for each job: lines of its attempt so far, or "lost", or "gone"
--@include base clock record job-log

local most_lines, most_bytes = tonumber(ARGV[1]), tonumber(ARGV[2])

-- Lines from ARGV[from] on, but for the first `skip` of them.
local function append(id, log, attempt, from, count, skip)
  local entries = {}
  for line = skip, count - 1 do
    log.written = log.written + 1
    local at = math.max(0, now - tonumber(ARGV[from + 2 * line]))
    local entry = format('%011x%04x%011x', at, attempt, log.written) .. ARGV[from + 2 * line + 1]
    log.bytes = log.bytes + #entry
    entries[#entries + 1] = entry
  end
  call('RPUSH', log_key(id), unpack(entries))
end

local answers, i = {}, 4
for job = 1, tonumber(ARGV[3]) do
  local id, token, offset, count = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  local found = call('HMGET', job_key(id), 's', 'l')
  local s = found[1]
  if not s then
    answers[job] = 'gone'
  elseif rec_status(s) ~= 'r' or rec_token(s) ~= token then
    answers[job] = 'lost'
  else
    local log = read_log(found[2], token)
    local first = offset or log.taken
    local skip = math.max(0, log.taken - first)
    if count > skip then
      log.written = log.written + math.max(0, first - log.taken)
      log.taken = first + count
      append(id, log, rec_attempt(s), i + 4, count, skip)
      trim_log(log_key(id), log, most_lines, most_bytes)
      local flags = format('%03x', with(rec_flags(s), FLAG_LOG))
      call('HSET', job_key(id), 's', 'r' .. flags .. sub(s, 5, 64), 'l', write_log(log, token))
    end
    answers[job] = int(log.taken)
  end
  i = i + 4 + 2 * count
end
return answers
