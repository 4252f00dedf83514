#!lua flags=allow-oom
-- audit-lifetimes: checks that keys which have to go by themselves will.
-- KEYS: meta, absent
-- ARGV: repair (0|1), key without the namespace's prefix...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base report

local KEPT_MS = 120000

for i = 2, #ARGV do
  local key = P .. ARGV[i]
  if call('PTTL', key) == -1 then
    report('kept_for_ever', ARGV[i], 'no time to live', function()
      call('PEXPIRE', key, KEPT_MS)
    end)
  end
end
return reply
