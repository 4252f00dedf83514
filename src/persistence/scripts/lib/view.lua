-- A job for readers: its hash, and its score in its state's set. Texts that are in keys of their own come as
-- B, R and E; without `whole`, result, progress and all attempts but the last one are left out, and of such a body all
-- but the static data in front.
local LEFT_OUT = { r = true, g = true, h = true }

local function view_job(id, whole)
  local fields = call('HGETALL', job_key(id))
  if #fields == 0 then
    return false
  end
  local s, q, static_length
  local out, last, last_value = {}, 0, nil
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if name == 's' then
      s = value
    elseif name == 'n' then
      q = queue_of(value)
    elseif name == 'b0' then
      static_length = static_length_of(value)
    end
    if whole or not LEFT_OUT[sub(name, 1, 1)] then
      out[#out + 1] = name
      out[#out + 1] = value
    elseif sub(name, 1, 1) == 'h' and tonumber(sub(name, 2)) > last then
      last, last_value = tonumber(sub(name, 2)), value
    end
  end
  local function put(name, text)
    out[#out + 1] = name
    out[#out + 1] = text
  end
  if last_value then
    put('h' .. int(last), last_value)
  end
  local flags = rec_flags(s)
  if has(flags, FLAG_BODY_KEY) then
    put('B', whole and call('GET', value_key('b', id)) or call('GETRANGE', value_key('b', id), 0, static_length - 1))
  end
  if whole and has(flags, FLAG_RESULT_KEY) then
    put('R', call('GET', value_key('r', id)))
  end
  if has(flags, FLAG_ERROR_KEY) then
    put('E', call('GET', value_key('e', id)))
  end
  return { call('ZSCORE', queue_key(q, STATE[rec_status(s)]), id) or '', out }
end
