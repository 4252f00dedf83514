-- The one clock: Redis's own, in epoch ms. No host's time of day can move a lease or a due date.
local time = call('TIME')
local now = time[1] * 1000 + floor(time[2] / 1000)
local now_hex = format('%011x', now)
local now_text = int(now)
