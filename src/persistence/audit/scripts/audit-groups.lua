#!lua flags=allow-oom
-- audit-groups: checks the index of groups in which jobs wait, and that they wait for somebody.
-- KEYS: meta, absent
-- ARGV: repair (0|1), <group>|<queue>...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record arm moves groups report

for i = 2, #ARGV do
  local group, q = string.match(ARGV[i], '^(.*)|([^|]*)$')
  local there = group and call('EXISTS', waiting_key(q, group)) == 1 or false
  local listed = group and call('ZSCORE', queue_key(q, 'groups'), group) and true or false
  if there ~= listed then
    report('group_index', ARGV[i], there and 'not listed' or 'listed, and nobody waits', function()
      if there then
        call('ZADD', queue_key(q, 'groups'), 0, group)
      else
        forget_group(q, group)
      end
    end)
  end
  -- After the limit was raised, places are given away step by step.
  local widening = there and call('HEXISTS', queue_key(q, 'gauge'), 'widen') == 1
  if there and not widening and call('SCARD', held_key(q, group)) < group_limit(q) then
    report('group_stuck', ARGV[i], int(call('SCARD', held_key(q, group))) .. ' have a place', function()
      admit(q, group, ADMITTED_AT_ONCE)
      commit()
    end)
  end
end
return reply
