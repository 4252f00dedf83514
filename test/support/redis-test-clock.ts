import type { Redis } from 'ioredis';
import { namespacePrefix } from '../../src/persistence/keys';
import { loadScripts, type Scripts } from '../../src/persistence/script-source';

/**
 * In place of scripts/lib/clock.lua: time is what the test wrote into a key of the namespace, and what Redis
 * would let expire by its own clock expires by that one.
 */
export const TEST_CLOCK = `
local now = tonumber(call('GET', P .. 'test-clock'))
local now_hex = format('%011x', now)
do
  local direct, expiries = call, P .. 'test-expiry'
  for _, key in ipairs(direct('ZRANGEBYSCORE', expiries, '-inf', now)) do
    direct('DEL', key)
    direct('ZREM', expiries, key)
  end
  call = function(name, key, ...)
    local first, second, third = ...
    if name == 'SET' and second == 'PX' then
      direct('ZADD', expiries, int(now + third), key)
      return direct('SET', key, first)
    elseif name == 'PEXPIRE' then
      return direct('ZADD', expiries, int(now + first), key)
    end
    return direct(name, key, ...)
  end
end
`;

/** The scripts on the test's clock, and with other parts replaced: for stores that are broken on purpose. */
export function scriptsOnTestClock(overrides: Readonly<Record<string, string>> = {}): Scripts {
  return loadScripts({ clock: TEST_CLOCK, ...overrides });
}

/** Sets the time of a namespace (epoch ms). */
export async function setTestClock(redis: Redis, namespace: string, now: number): Promise<void> {
  await redis.set(`${namespacePrefix(namespace)}test-clock`, now);
}
