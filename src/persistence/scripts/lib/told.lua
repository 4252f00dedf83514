-- What befalls a job by itself, for those who listen to events: no process that handles jobs would tell it. The form is
-- that of core/event-feed.ts, as are the bounds. Where nobody listens, it costs one EXISTS a call of a script.
local MOST_EVENTS, EVENTS_KEPT_MS = '10000', '600000'
local listened

local function tell(event, id, attempt, code)
  if listened == nil then
    listened = call('EXISTS', P .. 'events:listened') == 1
  end
  local names = listened and call('HGET', job_key(id), 'n')
  if names then
    call('XADD', P .. 'events', 'MAXLEN', '~', MOST_EVENTS, '*', 'e', cjson.encode({
      event = event, job = id, queue = queue_of(names), type = type_of(names), at = now,
      attempt = attempt > 0 and attempt or cjson.null, durationMs = cjson.null, errorCode = code or cjson.null,
    }))
    call('PEXPIRE', P .. 'events', EVENTS_KEPT_MS)
  end
end
