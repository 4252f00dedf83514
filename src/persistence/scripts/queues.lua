#!lua flags=no-writes
-- queues: a page of queues by name.
-- KEYS: meta, absent
-- ARGV: name to start after ("" for the first), most queues, text in the name ("" for any)
-- returns: for each queue: name, config, stats and gauge (flat), sizes of the seven states in their order, when
--       the oldest queued job was accepted (-1: none), nothing or jobs in its index and 1 if those are all
--@include base record index queue-view

local after, most, text = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local NAMES_AT_ONCE = 1000
local step = text == '' and most or NAMES_AT_ONCE

local reply = {}
repeat
  local from = after == '' and '-' or '(' .. after
  local names = call('ZRANGEBYLEX', P .. 'queues', from, '+', 'LIMIT', 0, step)
  for _, q in ipairs(names) do
    if #reply < most and (text == '' or string.find(q, text, 1, true)) then
      reply[#reply + 1] = view_queue(q)
    end
  end
  after = names[#names]
until #names < step or #reply >= most
return reply
