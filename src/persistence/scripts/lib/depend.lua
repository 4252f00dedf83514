-- Jobs that arrive with dependencies. In ARGV, from `i` on: how many, what a failure among them does (f, r, c), id...
local MOST_NAMED = 20

local function read_dependencies(i)
  local n = tonumber(ARGV[i])
  local deps = { from = i + 1, count = n, policy = ARGV[i + 1], letters = {}, open = 0, failed = 0 }
  local unknown = {}
  for k = 1, n do
    local s = call('HGET', job_key(ARGV[i + 1 + k]), 's')
    local letter = s and rec_status(s)
    deps.letters[k] = letter
    if not letter then
      if #unknown < MOST_NAMED then
        unknown[#unknown + 1] = int(k - 1)
      end
    elseif not OUTCOME_STEP[letter] then
      deps.open = deps.open + 1
    elseif letter ~= 'c' then
      deps.failed = deps.failed + 1
    end
  end
  deps.doomed = deps.failed > 0 and deps.policy ~= 'r'
  deps.waits = deps.open > 0 or deps.doomed
  deps.unknown = #unknown > 0 and 'unknown_dependency ' .. table.concat(unknown, ' ')
  return deps
end

local function await(parent, id, seq)
  call('ZADD', dependents_key(parent), seq, id)
  local s = call('HGET', job_key(parent), 's')
  local flags = rec_flags(s)
  if not has(flags, FLAG_AWAITED) then
    call('HSET', job_key(parent), 's', sub(s, 1, 1) .. format('%03x', with(flags, FLAG_AWAITED)) .. sub(s, 5, 64))
  end
end

-- After the job is stored. `due`: when it may be `queued` at the earliest, or nil.
local function depend(q, id, deps, seq, due)
  local policy = deps.waits and deps.policy or string.upper(deps.policy)
  call('HSET', job_key(id), 'w', policy .. int(seq) .. ' ' .. (due and int(due) or ''))
  local entries = {}
  for k = 1, deps.count do
    local parent, step = ARGV[deps.from + k], OUTCOME_STEP[deps.letters[k]]
    entries[2 * k - 1] = int((step or 0) + k - 1)
    entries[2 * k] = parent
    if not step then
      await(parent, id, int(seq))
    end
  end
  call('ZADD', deps_key(id), unpack(entries))
  if deps.doomed then
    note_unblock('j', id)
    batch_of(q).wake = true
  end
end
