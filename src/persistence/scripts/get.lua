#!lua flags=no-writes
-- get: one job, whole.
-- KEYS: meta, absent
-- ARGV: id
-- returns: nothing, or: score in its state's set, fields and values of the hash
--       (flat; B, R and E: body, result and error that are in keys of their own)
--@include base record values view

return view_job(ARGV[1], true)
