-- Jobs that wait for other jobs: what the end of either of the two means for the other.
--
--   deps:<id>         ZSET   what the job depends on -> its number in the list as sent, from 0; once that one's end
--                            has come through, plus 1000 if it completed, 2000 if it failed, 3000 if it was cancelled
--   dependents:<id>   ZSET   who waits for this job -> number of arrival of who waits
--   unblock           ZSET   ends that have not come through yet -> their number, the next in front: the state's
--                            letter, the number, a space, and the id. Letter `j`: a job that waits for one that was
--                            failed or cancelled when it arrived
--   unblock:<n>       ZSET   who waited for that one, as in `dependents`
--   field w           of a job with dependencies: what a failure among them does (`f` fail, `r` run, `c` cancel; in
--                     upper case once it waits no more), its number of arrival, a space, and when it is due
--
-- An end renames the set of who waits, whatever its size, and the promoter takes it from there in steps. A later life
-- of a job, under the same id or after a redrive, has nothing to do with that set. The number of arrival tells a job
-- that waits from a later one under its id.
local OUTCOMES_FROM = 1000
local OUTCOME_STEP = { c = 1000, f = 2000, x = 3000 }

local function deps_key(id)
  return P .. 'deps:' .. id
end

local function dependents_key(id)
  return P .. 'dependents:' .. id
end

-- In the hands of the promoter from now on. Returns its number.
local function note_unblock(letter, id)
  local n = int(next_seq(1) + 1)
  call('ZADD', P .. 'unblock', n, letter .. n .. ' ' .. id)
  set_alarm('unblock', '', '0')
  return n
end

-- A job is final.
local function release_dependents(q, id, letter)
  local key = dependents_key(id)
  if call('EXISTS', key) == 1 then
    call('RENAME', key, P .. 'unblock:' .. note_unblock(letter, id))
    batch_of(q).wake = true
  end
end

-- Most dependencies that one call lets go of, or somewhat more: jobs may have a thousand each.
local MOST_UNLISTED = 2000
local unlisted = 0

-- A job that waits does not any more.
local function stop_waiting(id)
  local w = call('HGET', job_key(id), 'w')
  if not w or not string.find(w, '^%l') then
    return
  end
  call('HSET', job_key(id), 'w', string.upper(sub(w, 1, 1)) .. sub(w, 2))
  local open = call('ZRANGEBYSCORE', deps_key(id), '-inf', '(' .. OUTCOMES_FROM)
  for _, parent in ipairs(open) do
    call('ZREM', dependents_key(parent), id)
  end
  unlisted = unlisted + #open
end
