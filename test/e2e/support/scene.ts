import { setTimeout } from 'node:timers/promises';
import type { DashboardBed } from './dashboard-bed';
import { writePast, type PastStep } from './past';

const P = 'sluice:{default}:';
const DAY_STEPS = 1_442;
const HOUR_STEPS = 722;

/** What the pictures in docs/dashboard show: a busy morning, the last minutes of it alive. */
export class Scene {
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<unknown> = Promise.resolve();
  private sent = 0;

  constructor(private readonly bed: DashboardBed) {}

  async start(): Promise<void> {
    const { bed } = this;
    await bed.call('PATCH', '/queues/webhooks', { max_depth: 2_000, rate: { limit: 20, per_ms: 1_000 } });
    await bed.call('PATCH', '/queues/reports', { concurrency: 2 });
    await bed.call('POST', '/queues/imports/pause');
    for (const [queue, count] of [
      ['webhooks', 1_290],
      ['imports', 340],
    ] as const) {
      const jobs = Array.from({ length: count }, () => ({ queue, payload: { duration_ms: 30 } }));
      await bed.enqueue(...jobs);
    }
    await this.send();
    this.timer = setInterval(() => {
      this.sending = this.sending.then(() => this.send());
    }, 1_000);
    await this.past();
    // The right end of the charts is of what really happens.
    await setTimeout(20_000);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sending;
  }

  private async past(): Promise<void> {
    const redis = this.bed.redis.client();
    await writePast(redis, {
      ...{ ring: `${P}history:5000`, counts: `${P}counts`, stepMs: 5_000, places: HOUR_STEPS, steps: 200 },
      at: (age) => morning(age / 24, 5),
    });
    await writePast(redis, {
      ...{ ring: `${P}q:webhooks:history`, counts: `${P}q:webhooks:stats`, namesLast: true },
      ...{ stepMs: 60_000, places: DAY_STEPS, steps: 90, at: (age) => webhooks(age / 8) },
    });
    redis.disconnect();
  }

  private async send(): Promise<void> {
    const jobs = (count: number, job: Readonly<Record<string, unknown>>) =>
      Array.from({ length: count }, () => job);
    this.sent += 1;
    await this.bed.enqueue(
      ...jobs(58 + Math.round(wave(this.sent / 9, 8)), { queue: 'emails', payload: { duration_ms: 20 } }),
      ...jobs(20, { queue: 'webhooks', payload: { duration_ms: 35 } }),
      ...jobs(1, { queue: 'webhooks', payload: { duration_ms: 35 }, failure_injection: { fail_first: 1 } }),
      ...jobs(this.sent % 3 === 0 ? 1 : 0, { ...FAILING, queue: 'emails' }),
      ...jobs(2, { queue: 'reports', payload: { duration_ms: 250 }, delay_ms: 15_000 }),
      ...jobs(9, { queue: 'thumbnails', payload: { duration_ms: 60 } }),
    );
  }
}

const FAILING = { max_retries: 0, payload: { duration_ms: 5 }, failure_injection: { fail_first: 9 } };

/** Neither straight nor the same twice. */
const wave = (x: number, height: number): number =>
  height * (0.6 * Math.sin(x) + 0.3 * Math.sin(2.7 * x + 1) + 0.1 * Math.sin(9.1 * x));

/** @param x time into the past, about a unit for two minutes */
function morning(x: number, seconds: number): PastStep {
  const done = 92 + wave(x, 16);
  const wait = 34 * 2 ** wave(x * 1.3, 0.8);
  const run = 26 * 2 ** wave(x, 0.25);
  return {
    enqueued: Math.round((done + wave(x * 2, 4)) * seconds),
    completed: Math.round(done * seconds),
    retried: Math.round((1.4 + wave(x * 2, 0.5)) * seconds),
    failed: Math.max(0, Math.round((0.35 + wave(x * 3, 0.3)) * seconds)),
    waiting: Math.round(1_660 + wave(x * 0.8, 120)),
    running: Math.round(5 + wave(x * 3, 2.4)),
    took: [wait, wait * 5.5, wait * 14, run, run * 2.4, run * 9].map(Math.round),
  };
}

function webhooks(x: number): PastStep {
  return {
    enqueued: Math.round(60 * (20.4 + wave(x, 5))),
    completed: Math.round(60 * (19.4 + wave(x, 0.8))),
    retried: Math.round(60 * (1 + wave(x * 2, 0.4))),
    failed: Math.max(0, Math.round(60 * (0.02 + wave(x, 0.03)))),
    waiting: Math.round(Math.max(40, 1_290 - 24 * x ** 2 + wave(x * 1.5, 110))),
    running: Math.round(2 + wave(x * 4, 1.6)),
  };
}
