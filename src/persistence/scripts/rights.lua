#!lua flags=no-writes
-- rights: which commands Redis would refuse to this user
-- KEYS: meta, absent
-- ARGV: command and its arguments, by spaces; KEY stands for a key of the namespace...
-- returns: those of them that are not allowed
local missing = {}
for _, words in ipairs(ARGV) do
  local parts = {}
  for word in string.gmatch(words, '%S+') do
    parts[#parts + 1] = word == 'KEY' and KEYS[1] or word
  end
  if not redis.acl_check_cmd(unpack(parts)) then
    missing[#missing + 1] = words
  end
end
return missing
