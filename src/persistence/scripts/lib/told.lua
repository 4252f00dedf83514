-- What befalls jobs and queues without a process that tells of it, for those who listen to events. Where nobody does, it
-- costs one EXISTS a call of a script.
local tell, tell_queue

do
  local listened
  -- Runs of like events (core/event-packer.ts), written with the moves of this call.
  local runs, head, count = {}, nil, 0

  local function write_told()
    append_events(count, table.concat(runs, '\n'))
    runs, head, count = {}, nil, 0
    at_commit = nil
  end

  local function is_heard()
    if listened == nil then
      listened = call('EXISTS', P .. 'events:listened') == 1
    end
    return listened
  end

  local function add_told(new_head, record)
    if new_head == head then
      runs[#runs] = runs[#runs] .. ' ' .. record
    else
      head = new_head
      runs[#runs + 1] = new_head .. ' ' .. record
    end
    count = count + 1
    at_commit = write_told
  end

  -- `letter`: as in core/event-packer.ts. `names`: field n of the job, nil where it is not at hand.
  function tell(letter, id, attempt, code, names)
    names = is_heard() and (names or call('HGET', job_key(id), 'n'))
    if names then
      local start = attempt > 0 and int(attempt) or ''
      add_told(letter .. ' ' .. now_text .. ' ' .. names .. ' ' .. start .. ' ' .. (code or ''), id)
    end
  end

  -- `jobs`: how many it is about, nil where that says nothing. `by`: who did it, as a name that needs no encoding.
  function tell_queue(letter, q, jobs, by)
    if is_heard() then
      add_told(letter .. ' ' .. now_text .. ' ' .. q .. '   ' .. (by or ''), jobs and ',' .. int(jobs) or '')
    end
  end
end
