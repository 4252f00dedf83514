#!lua flags=allow-oom
-- complete: records results; the jobs become `completed`.
-- KEYS: meta, absent
-- ARGV: rules, then runs of jobs with the same head: head, number of jobs, then for each: id, (field, value)... of
--       result and error (why the result is missing), then those of the two that get a key of their own, as the flags
--       say. Head: token (14), flags to set (3, hex), number of arguments for HSET (2, hex; 1: the value of r0), bytes
--       of result and error (6, hex), queue, or nothing where the caller does not know it
-- returns: for each job "ok completed", "already", "lost" or "gone"; only one answer where all are "ok completed"
--@include base clock record | tokens arm moves completing

use_rules(ARGV[1])
local answers = complete_jobs(2)
commit()
return answers
