#!lua flags=no-writes
-- log-read: lines of a job's log.
-- KEYS: meta, absent
-- ARGV: id, only lines with a higher number, only with a lower ("": any), most lines, newest first (0|1)
-- returns: nothing, or: lines written, lines kept, 1 if there are more of these, then the lines as they are kept
--@include base record job-log

local id, after, before = ARGV[1], tonumber(ARGV[2]) or 0, tonumber(ARGV[3]) or math.huge
local most, newest_first = tonumber(ARGV[4]), ARGV[5] == '1'

local function number_of(entry)
  return tonumber(sub(entry, 16, 26), 16)
end

-- The log is bounded, and few are read at a time.
local function lines_of()
  local entries = call('LRANGE', log_key(id), 0, -1)
  local reply = { int(read_log(call('HGET', job_key(id), 'l'), '').written), #entries, 0 }
  local from, to, step = 1, #entries, 1
  if newest_first then
    from, to, step = #entries, 1, -1
  end
  for i = from, to, step do
    local number = number_of(entries[i])
    if number > after and number < before then
      if #reply - 3 == most then
        reply[3] = 1
        break
      end
      reply[#reply + 1] = entries[i]
    end
  end
  return reply
end

return call('EXISTS', job_key(id)) == 1 and lines_of()
