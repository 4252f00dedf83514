#!lua flags=allow-oom
-- audit-parked: checks the index of parked jobs against the sets that it names.
-- KEYS: meta, absent
-- ARGV: repair (0|1), <type>|<queue>...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base report

for i = 2, #ARGV do
  local member = ARGV[i]
  local kind, q = string.match(member, '^(.*)|([^|]*)$')
  local there = kind and call('EXISTS', queue_key(q, 'parked:' .. kind)) == 1 or false
  local listed = call('ZSCORE', P .. 'parked', member) and true or false
  if there ~= listed then
    report('parked_index', member, there and 'not listed' or 'listed, and empty', function()
      if there then
        call('ZADD', P .. 'parked', 0, member)
      else
        call('ZREM', P .. 'parked', member)
      end
    end)
  end
end
return reply
