#!lua flags=allow-oom
-- audit-groups: checks the indexes of groups in which jobs wait, and that they wait for somebody or some time.
-- KEYS: meta, absent
-- ARGV: repair (0|1), <group>|<queue>...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base clock record tokens arm moves groups report

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
  -- A group that waits for its rate is listed with the moment when that has room.
  local awaited = group and call('ZSCORE', queue_key(q, 'group_room'), group) and true or false
  if awaited and not there then
    report('group_index', ARGV[i], 'its rate is waited for, and nobody waits', function()
      group_rate.set(q, group, nil)
      commit()
    end)
  end
  -- After the limit was raised, places are given away step by step.
  local widening = there and call('HEXISTS', queue_key(q, 'gauge'), 'widen') == 1
  if there and not widening and not awaited then
    local places, held_back = group_limit(q) - call('SCARD', held_key(q, group)),
      call('ZCOUNT', waiting_key(q, group), '-inf', '(0')
    if places > 0 or held_back > 0 then
      report('group_stuck', ARGV[i], int(call('SCARD', held_key(q, group))) .. ' have a place', function()
        admit(q, group, ADMITTED_AT_ONCE, true)
        commit()
      end)
    end
  end
end
return reply
