import { setTimeout } from 'node:timers/promises';
import type { Assignment, Measurement } from '../assignment';
import { Meter, parallel, type Speed } from '../measure';
import { percentile } from '../statistics';
import type { Peer } from './peer';

/** A payload of 70 bytes, as small jobs have. */
export const PAYLOAD = { to: 'someone@example.com', template: 'welcome', locale: 'en', n: 12 };

/** Jobs in one bulk. */
export const BULK = 500;

const done = () => ({ ok: true });

export async function fill(peer: Peer, jobs: number): Promise<void> {
  for (let left = jobs; left > 0; left -= BULK) {
    await peer.addBulk(Array.from({ length: Math.min(BULK, left) }, () => PAYLOAD));
  }
}

/**
 * Before anything is measured, so many of the jobs are handled: a process that goes on is measured, not how long the
 * compiler takes for one that begins.
 */
const WARM_UP = 0.2;

const warmUpOf = ({ jobs }: Assignment) => Math.ceil(jobs * WARM_UP);

async function enqueue(ask: Assignment, add: (jobs: number) => Promise<unknown>): Promise<Speed> {
  const meter = new Meter(ask.redisPort);
  await add(warmUpOf(ask));
  await meter.begin();
  await add(ask.jobs);
  return meter.end(ask.jobs);
}

async function settle(peer: Peer, ask: Assignment): Promise<Speed> {
  const warmUp = warmUpOf(ask);
  const all = ask.jobs + warmUp;
  await fill(peer, all);
  const meter = new Meter(ask.redisPort);
  let ended = 0;
  let counted = 0;
  const begin = async () => {
    await meter.begin();
    counted = all - ended;
  };
  await new Promise<void>((resolve, reject) => {
    peer.work(ask.concurrency, done, () => {
      ended += 1;
      if (ended === warmUp) {
        begin().catch(reject);
      } else if (ended === all) {
        resolve();
      }
    });
  });
  return meter.end(counted);
}

/** One job at a time into an idle queue: from before the call until its handler runs (ms). */
async function pickup(peer: Peer, { jobs, concurrency }: Assignment): Promise<Measurement> {
  const times: number[] = [];
  let next: (() => void) | undefined;
  peer.work(
    concurrency,
    (payload) => {
      times.push(performance.now() - (payload as { at: number }).at);
      return done();
    },
    () => next?.(),
  );
  await setTimeout(500);
  for (let i = 0; i < jobs; i += 1) {
    const ended = new Promise<void>((resolve) => (next = resolve));
    await peer.add({ at: performance.now() }, 0);
    await ended;
    // The worker is to be asleep again.
    await setTimeout(5);
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

const SPREAD_MS = 2_000;

/**
 * Delayed jobs, spread over two seconds: how long after its time each starts (ms). After as many that are due at once, since
 * a process that goes on is measured.
 */
async function lateness(peer: Peer, { jobs, concurrency }: Assignment): Promise<Measurement> {
  const late: number[] = [];
  let left = 0;
  let ended: (() => void) | undefined;
  peer.work(
    concurrency,
    (payload) => {
      late.push(Date.now() - (payload as { due: number }).due);
      return done();
    },
    () => {
      left -= 1;
      if (left === 0) {
        ended?.();
      }
    },
  );
  const round = async (delayOf: (job: number) => number) => {
    const allEnded = new Promise<void>((resolve) => (ended = resolve));
    left = jobs;
    late.length = 0;
    await Promise.all(
      Array.from({ length: jobs }, (_, job) => peer.add({ due: Date.now() + delayOf(job) }, delayOf(job))),
    );
    await allEnded;
  };
  await round(() => 0);
  await round((job) => 500 + Math.round((SPREAD_MS * job) / jobs));
  return { p50: percentile(late, 0.5), p99: percentile(late, 0.99) };
}

const CHUNKS = 10;

/** What the process holds after a tenth of the jobs and after all of them (MB, after a collection). */
async function memory(peer: Peer, { jobs, concurrency }: Assignment): Promise<Measurement> {
  const heap: number[] = [];
  let ended = 0;
  let chunkDone: (() => void) | undefined;
  peer.work(concurrency, done, () => {
    ended += 1;
    if (ended % (jobs / CHUNKS) === 0) {
      chunkDone?.();
    }
  });
  for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
    const ends = new Promise<void>((resolve) => (chunkDone = resolve));
    await fill(peer, jobs / CHUNKS);
    await ends;
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed / 1e6);
  }
  return { first: heap[0] ?? NaN, last: heap.at(-1) ?? NaN };
}

export async function perform(peer: Peer, ask: Assignment): Promise<Measurement> {
  const { jobs, concurrency } = ask;
  switch (ask.task) {
    case 'enqueue':
      return enqueue(ask, (some) => parallel(some, concurrency, () => peer.add(PAYLOAD, 0)));
    case 'enqueue_bulk':
      return enqueue(ask, (some) => fill(peer, some));
    case 'settle':
      return settle(peer, ask);
    case 'fill':
      await fill(peer, jobs);
      return { jobs };
    case 'serve':
      // Ends with its parent: the jobs are of all such processes together.
      peer.work(concurrency, done, () => undefined);
      return new Promise(() => undefined);
    case 'pickup':
      return pickup(peer, ask);
    case 'lateness':
      return lateness(peer, ask);
    case 'memory':
      return memory(peer, ask);
  }
}
