-- A job for readers: its hash, and its score in its state's set.
local BIG = { P = 'p', M = 'm', R = 'r', E = 'e' }
local BRIEF_BIG = { M = 'm', E = 'e' }

local function view_job(id, whole)
  local fields = call('HGETALL', job_key(id))
  if #fields == 0 then
    return false
  end
  local s, q
  local brief = {}
  for i = 1, #fields, 2 do
    local name = fields[i]
    if name == 's' then
      s = fields[i + 1]
    elseif name == 'q' then
      q = fields[i + 1]
    end
    local letter = sub(name, 1, 1)
    if not whole and letter ~= 'p' and letter ~= 'r' and letter ~= 'h' and letter ~= 'g' then
      brief[#brief + 1] = name
      brief[#brief + 1] = fields[i + 1]
    end
  end
  local out = whole and fields or brief
  local flags = rec_flags(s)
  for name, letter in pairs(whole and BIG or BRIEF_BIG) do
    local text = read_value(id, letter, flags)
    if text then
      out[#out + 1] = name
      out[#out + 1] = text
    end
  end
  local score = call('ZSCORE', queue_key(q, STATE[rec_status(s)]), id) or ''
  return { score, out }
end
