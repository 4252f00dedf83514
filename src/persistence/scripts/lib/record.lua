-- The state record: field `s` of a job's hash, fixed width, 64 bytes, numbers in hex.
--
--   1      status      s scheduled, b blocked, q queued, r in_progress, c completed, f failed, x cancelled
--   2-4    flags       the FLAG_ values below
--   5-8    attempt     starts that count
--   9-10   retries     11-12  max_retries
--   13-14  lapses      15-16  max_lapses     17-19  snoozes
--   20-33  token       of the running attempt (its first 8 characters are the worker's id), else dashes
--   34-44  at          when the job entered this state, epoch ms (in_progress: when the attempt started)
--   45-58  score       its place in `queued`; before the first queueing only the priority part
--   59-64  size        payload bytes; once final: payload, result and error
--
-- A completed job keeps the token of its last attempt, and has the start of it (11 digits) in the place of the
-- arrival number, 48-58: with `at`, all that an attempt record would say.
local STATUS = {
  scheduled = 's', blocked = 'b', queued = 'q', in_progress = 'r', completed = 'c', failed = 'f', cancelled = 'x',
}
local STATE = {
  s = 'scheduled', b = 'blocked', q = 'queued', r = 'in_progress', c = 'completed', f = 'failed', x = 'cancelled',
}
local WAITING = { s = true, b = true, q = true }
local FINAL = { c = true, f = true, x = true }

local NO_TOKEN = '--------------'

-- Field b0 opens with 38 characters: created at (1-11), content hash (12-22), stamp of the enqueue call (23-28),
-- payload bytes (29-34, hex), length of the static data in front of the payload (35-38, hex).
local function created_at_of(b0) return tonumber(sub(b0, 1, 11), 16) end
local function payload_bytes_of(b0) return tonumber(sub(b0, 29, 34), 16) end
local function static_length_of(b0) return tonumber(sub(b0, 35, 38), 16) end

-- Where the job keeps what. Lua has no literals in base 2, hence the powers.
local FLAG_BODY_KEY = 1         -- body in a string key of its own
local FLAG_RESULT_KEY = 2
local FLAG_ERROR_KEY = 4
local FLAG_LOG = 8              -- has log lines
local FLAG_CANCEL = 16          -- cancel requested
local FLAG_EXPIRY = 32          -- listed in q:<queue>:expiry
local FLAG_ERROR = 64           -- has an error
local FLAG_PROGRESS = 128       -- has progress
local FLAG_GROUP = 256          -- has a place in its group
local FLAG_DEDUP = 512          -- may hold the dedup key that field d names
local FLAG_DEPENDS = 1024       -- has dependencies, in deps:<id>
local FLAG_AWAITED = 2048       -- its end concerns others: who waits in dependents:<id>, or a callback

local function has(flags, flag)
  return bit.band(flags, flag) ~= 0
end

local function with(flags, flag)
  return bit.bor(flags, flag)
end

local function without(flags, flag)
  return bit.band(flags, bit.bnot(flag))
end

local function rec_status(s) return sub(s, 1, 1) end
local function rec_flags(s) return tonumber(sub(s, 2, 4), 16) end
local function rec_attempt(s) return tonumber(sub(s, 5, 8), 16) end
local function rec_token(s) return sub(s, 20, 33) end
local function rec_score(s) return tonumber(sub(s, 45, 58), 16) end
local function rec_size(s) return from_hex(sub(s, 59, 64)) end

-- What six hex digits hold. Sums take a weight as the record has it, or it would not be taken out again whole.
local MAX_SIZE = 16777215

-- Reads the record into a table, for the transitions that change several parts of it.
local function rec_read(s)
  return {
    status = sub(s, 1, 1),
    flags = tonumber(sub(s, 2, 4), 16),
    attempt = tonumber(sub(s, 5, 8), 16),
    retries = tonumber(sub(s, 9, 10), 16),
    max_retries = tonumber(sub(s, 11, 12), 16),
    lapses = tonumber(sub(s, 13, 14), 16),
    max_lapses = tonumber(sub(s, 15, 16), 16),
    snoozes = tonumber(sub(s, 17, 19), 16),
    token = sub(s, 20, 33),
    at = sub(s, 34, 44),
    score = tonumber(sub(s, 45, 58), 16),
    size = tonumber(sub(s, 59, 64), 16),
  }
end

local function rec_write(r)
  return format(
    '%s%03x%04x%02x%02x%02x%02x%03x%s%s%014x%06x',
    r.status, r.flags, math.min(r.attempt, 65535), r.retries, r.max_retries, math.min(r.lapses, 255),
    r.max_lapses, r.snoozes, r.token, r.at, r.score, r.size
  )
end

-- Order in `queued`: priority first, then arrival. (100 - priority) * 2^45 + seq stays below 2^53.
local PRIORITY_STEP = 35184372088832

local function next_seq(n)
  return call('INCRBY', P .. 'seq', int(n)) - n
end

-- The end of the line of the same priority.
local function requeue_score(score, seq)
  return score - score % PRIORITY_STEP + seq
end
