#!lua flags=allow-oom
-- purge: removes jobs that are in one of the wanted states, with every key of theirs. Waiting ones are cancelled first.
-- KEYS: meta, absent
-- ARGV: rules, states (with commas between them), id...
-- returns: for each job "removed", "wrong_state <state>", "not_found", or "later" where the call is to be made again
--       for it
--@include base clock record tokens arm moves values attempts dedup dependents callbacks groups finish feed told parked cancel unblock alarms

use_rules(ARGV[1])
local wanted = {}
for state in string.gmatch(ARGV[2], '[^,]+') do
  wanted[STATUS[state]] = true
end

local answers, removed = {}, {}
-- By queue and state, in the order in which they came up.
local groups, group_of = {}, {}

local function doom(q, state, id)
  removed[id] = true
  local name = state .. '|' .. q
  local group = group_of[name]
  if not group then
    group = { q = q, state = state, ids = {} }
    group_of[name] = group
    groups[#groups + 1] = group
  end
  group.ids[#group.ids + 1] = id
end

for job = 1, #ARGV - 2 do
  local id = ARGV[job + 2]
  local found = call('HMGET', job_key(id), 's', 'n')
  local s = found[1]
  local letter = s and rec_status(s)
  if unlisted >= MOST_UNLISTED then
    answers[job] = 'later'
  elseif not s or removed[id] then
    answers[job] = 'not_found'
  elseif letter == STATUS.in_progress or not wanted[letter] then
    answers[job] = 'wrong_state ' .. STATE[letter]
  else
    local q = queue_of(found[2])
    if WAITING[letter] then
      cancel_waiting(q, id, rec_read(s), found[2])
      doom(q, 'cancelled', id)
    else
      doom(q, STATE[letter], id)
    end
    tell('p', id, rec_attempt(s), nil, found[2])
    answers[job] = 'removed'
  end
end
-- A job moves once between commits, and the cancelled ones move on.
commit()
for _, group in ipairs(groups) do
  remove_outcomes(group.q, group.state, group.ids)
end
commit()
return answers
