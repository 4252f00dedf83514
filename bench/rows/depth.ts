import type { JobStore } from '../../src/core/job-store';
import { benchJob, LIMITS, openStores } from '../peers/sluice';
import { BULK, PAYLOAD } from '../peers/tasks';
import { median } from '../statistics';
import type { Row } from './row';

const FEW = 10_000;
const MANY = 1_000_000;
const CALLS = 40;

const FIRST_PAGE = {
  ...{ queue: null, state: null, type: null, tag: null, createdAfter: null, createdBefore: null },
  ...{ pageSize: 50, pageToken: null, full: false },
};

const bulk = () => Array.from({ length: BULK }, () => benchJob(PAYLOAD));

let claims = 0;

/** What is done with few and with many jobs waiting. What a claim takes is handed back, so that the depth stays. */
const CALLS_OF: Readonly<Record<string, (store: JobStore) => Promise<number>>> = {
  async enqueue(store) {
    const began = performance.now();
    await store.enqueue(bulk(), LIMITS);
    return performance.now() - began;
  },
  async claim(store) {
    claims += 1;
    const nonce = `bench000${String(claims).padStart(6, '0')}`;
    const began = performance.now();
    const { jobs } = await store.claim({
      ...{ nonce, lane: 0, types: ['noop'], queues: '*', max: 50, leaseMs: 30_000 },
    });
    const took = performance.now() - began;
    await store.release(jobs.map(({ id, token }) => ({ id, token })));
    return took;
  },
  async metrics(store) {
    const began = performance.now();
    await store.counts();
    return performance.now() - began;
  },
  async list(store) {
    const began = performance.now();
    await store.list(FIRST_PAGE);
    return performance.now() - began;
  },
};

export const DEPTH_ROW: Row = {
  name: 'depth',
  target: '1,000,000 waiting: ≥ 0.9 of the speed at 10,000',
  async run({ redis, quick }) {
    const stores = await openStores(redis.url);
    const few = stores.namespace('few');
    const many = stores.namespace('many');
    const fill = async (store: JobStore, jobs: number) => {
      for (let left = quick ? jobs / 20 : jobs; left > 0; left -= BULK) {
        await store.enqueue(bulk(), LIMITS);
      }
    };
    await fill(few, FEW);
    await fill(many, MANY);
    const figures: Record<string, { few: number; many: number; ratio: number }> = {};
    for (const [name, call] of Object.entries(CALLS_OF)) {
      const times = { few: [] as number[], many: [] as number[] };
      // The first calls warm up, and the two take turns.
      for (let i = 0; i < CALLS; i += 1) {
        times.few.push(await call(few));
        times.many.push(await call(many));
      }
      const [ofFew, ofMany] = [median(times.few.slice(5)), median(times.many.slice(5))];
      figures[name] = { few: ofFew, many: ofMany, ratio: ofFew / ofMany };
    }
    await stores.close();
    return {
      line: Object.entries(figures)
        .map(
          ([name, of]) => `${name} ${of.few.toFixed(2)} / ${of.many.toFixed(2)} ms (${of.ratio.toFixed(2)})`,
        )
        .join(', '),
      reached: Object.values(figures).every(({ ratio }) => ratio >= 0.9),
      figures,
    };
  },
};
