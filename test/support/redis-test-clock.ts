import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { namespacePrefix } from '../../src/persistence/keys';
import { loadScripts, type Scripts } from '../../src/persistence/script-source';

const CLOCK_FILE = join(__dirname, '../../src/persistence/scripts/lib/clock.lua');

/** Redis's own time becomes what the test wrote into a key of the namespace (epoch ms). */
const TEST_TIME = `(function()
  local ms = tonumber(call('GET', P .. 'test-clock'))
  return { floor(ms / 1000), (ms % 1000) * 1000 }
end)()`;

/** What Redis would let expire by its own clock expires by the test's. */
const TEST_EXPIRY = `
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
    elseif name == 'SET' or name == 'DEL' then
      direct('ZREM', expiries, key)
    end
    return direct(name, key, ...)
  end
end
`;

/** In place of scripts/lib/clock.lua. */
function testClock(): string {
  const clock = readFileSync(CLOCK_FILE, 'utf8');
  if (!clock.includes("call('TIME')")) {
    throw new Error('scripts/lib/clock.lua takes its time from elsewhere');
  }
  return clock.replace("call('TIME')", () => TEST_TIME);
}

/** The scripts on the test's clock, and with other parts replaced: for stores that are broken on purpose. */
export function scriptsOnTestClock(overrides: Readonly<Record<string, string>> = {}): Scripts {
  const clock = testClock();
  // A script that only reads may not let keys expire, and reads none that do.
  const reading = loadScripts({ clock, ...overrides });
  const writing = loadScripts({ clock: clock + TEST_EXPIRY, ...overrides });
  return new Map(
    [...writing].map(([name, script]) => [
      name,
      script.header.flags.includes('no-writes') ? (reading.get(name) ?? script) : script,
    ]),
  );
}

/** Sets the time of a namespace (epoch ms). */
export async function setTestClock(redis: Redis, namespace: string, now: number): Promise<void> {
  await redis.set(`${namespacePrefix(namespace)}test-clock`, now);
}
