import type { Redis } from 'ioredis';
import { setTimeout } from 'node:timers/promises';
import { DashboardBed } from './support/dashboard-bed';

const VIEWERS = 10;
/** Long enough for every table to have asked more than once. */
const LOOK_MS = 6_000;

let bed: DashboardBed;
let admin: Redis;

beforeAll(async () => {
  // Nobody else asks Redis for anything while nothing happens.
  bed = await DashboardBed.start({ SLUICE_ROLE: 'api' });
  admin = bed.redis.client();
  await bed.enqueue(...Array.from({ length: 30 }, (_, i) => ({ queue: `team-${i}` })));
});
afterEach(() => bed.endTest());
afterAll(async () => {
  admin.disconnect();
  await bed.stop();
});

/** Calls of scripts, and reads past them, while somebody looks: a measure of what viewers cost. */
async function callsWhile(ms: number): Promise<number> {
  const calls = async () =>
    [...(await admin.info('commandstats')).matchAll(/^cmdstat_evalsha(?:_ro)?:calls=(\d+)/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  const before = await calls();
  await setTimeout(ms);
  return (await calls()) - before;
}

describe('ten viewers', () => {
  it.each(['/dashboard', '/dashboard/queues'])(
    'of %s cost Redis hardly more than one',
    async (path) => {
      const look = async (): Promise<void> => {
        const { page } = await bed.open(path);
        await page.getByRole('button', { name: 'Live' }).waitFor();
      };
      await look();
      const one = await callsWhile(LOOK_MS);
      for (let viewers = 1; viewers < VIEWERS; viewers += 1) {
        await look();
      }
      const ten = await callsWhile(LOOK_MS);
      expect(one).toBeGreaterThan(0);
      // Ten times as much without sharing.
      expect(ten).toBeLessThan(one * 3 + 20);
    },
    180_000,
  );
});
