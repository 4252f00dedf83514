-- What an audit script found, flat: kind, subject, detail, "1" if it was mended. ARGV[1] says whether to mend.
-- A script checks and mends in one step, so nothing that moves meanwhile can look like a fault.
local repair = ARGV[1] == '1'
local reply = {}

-- `mend` is nil where nothing can be inferred; it may return false where it finds out only then.
local function report(kind, subject, detail, mend)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3] = kind, subject, detail
  reply[n + 4] = repair and mend and mend() ~= false and '1' or '0'
end

local STATES = { 'scheduled', 'blocked', 'queued', 'in_progress', 'completed', 'failed', 'cancelled' }

-- Whether a job's field n names a queue and a type.
local function is_names(names)
  return names and string.find(names, '^%S+ %S+$') ~= nil
end
