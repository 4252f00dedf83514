-- What handlers of a job wrote:
--
--   log:<id>          LIST  the latest lines, oldest first: when (1-11, epoch ms, hex), attempt (12-15, hex), number of
--                     the line (16-26, hex, from 1), text
--   field l of a job  lines written, bytes of those that are kept, token of the attempt that wrote last, its lines
--
-- Flag 8 says that both are there. Only the holder of a lease writes.
local function log_key(id)
  return P .. 'log:' .. id
end

-- How the log stands for the attempt of this token.
local function read_log(l, token)
  local written, bytes, writer, taken = string.match(l or '', '^(%d+) (%d+) (%S+) (%d+)$')
  return {
    written = tonumber(written or 0), bytes = tonumber(bytes or 0), taken = writer == token and tonumber(taken) or 0,
  }
end

local function write_log(log, token)
  return int(log.written) .. ' ' .. int(log.bytes) .. ' ' .. token .. ' ' .. int(log.taken)
end

-- Lets the oldest lines go until the rest is within the limits; the last line stays.
local function trim_log(key, log, most_lines, most_bytes)
  local lines = call('LLEN', key)
  while lines > 1 and (lines > most_lines or log.bytes > most_bytes) do
    log.bytes = log.bytes - #call('LPOP', key)
    lines = lines - 1
  end
end
