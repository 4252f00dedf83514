#!lua
-- redrive: failed or cancelled jobs become `queued` at the end of the line, or `blocked` at the end of their group,
-- with fresh retries and lapses.
-- KEYS: meta, absent
-- ARGV: rules, id...
-- returns: for each job "queued", "blocked", "wrong_state <state>" or "not_found"
--@include base clock record tokens arm moves values dedup groups feed told

use_rules(ARGV[1])
local answers = {}
-- Asked for by the first job that needs one: a call that finds none leaves nothing behind.
local seq
for job = 1, #ARGV - 1 do
  local id = ARGV[job + 1]
  local found = call('HMGET', job_key(id), 's', 'n', 'b0', 'd', 't')
  local s = found[1]
  local state = s and STATE[rec_status(s)]
  if not s then
    answers[job] = 'not_found'
  elseif state ~= 'failed' and state ~= 'cancelled' then
    answers[job] = 'wrong_state ' .. state
  else
    local r = rec_read(s)
    local q = queue_of(found[2])
    local kept = r.size
    r.flags = retake_dedup(id, drop_progress(id, drop_error(id, r.flags)), found[4])
    r.size = payload_bytes_of(found[3])
    r.at = now_hex
    r.retries, r.lapses, r.snoozes = 0, 0, 0
    seq = seq or next_seq(#ARGV)
    r.score = requeue_score(r.score, seq + job)
    answers[job] = enter_group(q, found[5], id, r, state, created_at_of(found[3]))
    call('HSET', job_key(id), 's', rec_write(r))
    weigh(q, r.size, -kept)
    tell('d', id, r.attempt, nil, found[2])
  end
end
commit()
return answers
