-- To be written together with the moves of the claim is cheaper, and possible where the ends of these jobs make no
-- difference to it: no room in their queue or in the namespace, no place in their group, nobody who waits for them.
-- Where they are many, a set that they leave empty is better made anew (`index_in_progress`).
local function may_wait(completed, is_plain)
  if not is_plain or limit or completed >= MANY then
    return false
  end
  for _, q in ipairs(touched) do
    if config_of(q).concurrency then
      return false
    end
  end
  return true
end
