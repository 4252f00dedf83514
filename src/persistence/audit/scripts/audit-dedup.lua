#!lua flags=allow-oom
-- audit-dedup: checks that the jobs which dedup keys name are there and asked for them.
-- KEYS: meta, absent
-- ARGV: repair (0|1), dedup key...
-- returns: for each finding: kind, subject, detail, "1" if mended
--@include base record dedup report

for i = 2, #ARGV do
  local key = ' ' .. ARGV[i]
  local id = call('GET', dedup_key(key))
  local field = id and call('HGET', job_key(id), 'd')
  if id and not (field and dedup_key(field) == dedup_key(key)) then
    report('dedup_without_holder', ARGV[i], 'names ' .. id, function()
      let_go(id, key)
    end)
  end
end
return reply
