#!lua flags=no-writes
-- states: the state of each job.
-- KEYS: meta, absent
-- ARGV: id...
-- returns: for each job its status letter, "" where there is none
--@include base

local answers = {}
for i, id in ipairs(ARGV) do
  local s = call('HGET', job_key(id), 's')
  answers[i] = s and sub(s, 1, 1) or ''
end
return answers
