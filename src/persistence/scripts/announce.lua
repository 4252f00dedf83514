#!lua flags=allow-oom
-- announce: marks remote workers as heard of, and writes down what is known of them.
-- KEYS: meta, absent
-- ARGV: for each worker: id, its description as JSON ("": only heard of), the same for its name
-- returns: 1
--@include base clock worker-list

for i = 1, #ARGV, 3 do
  local id = ARGV[i]
  if ARGV[i + 1] ~= '' then
    list_worker(id, ARGV[i + 1], ARGV[i + 2])
  elseif call('ZSCORE', P .. 'workers', id) then
    call('ZADD', P .. 'workers', 'XX', now, id)
    call('ZADD', P .. 'worker:seen', 'XX', now, id)
  end
end
forget_workers()
return 1
