import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { newJob } from '../../test/support/job-builder';
import { LIMITS, openStores, SluicePeer } from '../peers/sluice';
import { BULK, PAYLOAD } from '../peers/tasks';
import { percentile } from '../statistics';
import type { Row } from './row';

const JOBS = 50_000;
const OTHERS = 300;
const OTHER_EVERY_MS = 10;
const LONGEST_CALL_MS = 20;

async function slowCalls(client: Redis): Promise<number> {
  return Number(await client.call('SLOWLOG', 'LEN'));
}

/** Jobs that wait for a retry, all due at one moment, and others that come while those are worked off. */
export const STORM_ROW: Row = {
  name: 'storm',
  target: 'p95 of others < 1 s, no Redis call over 20 ms',
  async run({ redis, quick }) {
    const jobs = quick ? JOBS / 20 : JOBS;
    const client = redis.client();
    await client.config('SET', 'slowlog-log-slower-than', String(LONGEST_CALL_MS * 1_000));
    const stores = await openStores(redis.url);
    const store = stores.namespace('default');
    const due = Date.now() + (quick ? 2_000 : 8_000);
    for (let left = jobs; left > 0; left -= BULK) {
      const some = Array.from({ length: BULK }, (_, i) =>
        newJob(`storm-${left - i}`, {
          queue: 'storm',
          type: 'noop',
          payload: JSON.stringify(PAYLOAD),
          runAt: due,
        }),
      );
      await store.enqueue(some, LIMITS);
    }
    await client.call('SLOWLOG', 'RESET');
    const peer = new SluicePeer();
    await peer.open(redis.port);
    const times: number[] = [];
    let ended = 0;
    peer.work(
      100,
      (payload) => {
        const { at } = payload as { at?: number };
        if (at !== undefined) {
          times.push(performance.now() - at);
        }
        return { ok: true };
      },
      () => (ended += 1),
    );
    await setTimeout(Math.max(0, due - Date.now()));
    for (let i = 0; i < OTHERS; i += 1) {
      await peer.add({ at: performance.now() }, 0);
      await setTimeout(OTHER_EVERY_MS);
    }
    while (ended < jobs + OTHERS) {
      await setTimeout(20);
    }
    const slow = await slowCalls(client);
    const worst = (await client.call('SLOWLOG', 'GET', '1')) as [number, number, number][];
    client.disconnect();
    const p95 = percentile(times, 0.95);
    return {
      line:
        `p95 of ${OTHERS} other jobs ${p95.toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms; ` +
        `${slow} Redis calls over ${LONGEST_CALL_MS} ms`,
      reached: p95 < 1_000 && slow === 0,
      figures: { times, slow, worst },
    };
  },
};
