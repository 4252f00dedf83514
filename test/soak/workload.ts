import type { Fleet } from '../chaos/fleet';
import { machineMs } from '../chaos/process/machine-clock';

/** Requests that are open at once. */
const OPEN = 8;

/** What each turn does, one turn after the other: the load of one round is that of any other. */
const TURN_MS = 1_000;

interface Totals {
  enqueued: number;
  retried: number;
  cancelled: number;
  read: number;
  restarts: number;
}

type Turn = () => Promise<unknown>;

/** Enqueue, fail, retry, cancel, read and restart, in turn, at a steady pace. */
export class Workload {
  readonly totals: Totals = { enqueued: 0, retried: 0, cancelled: 0, read: 0, restarts: 0 };
  private failing: string[] = [];
  private doomed: string[] = [];

  /** Of the workers, the last is the one that is restarted; the others live as long as the run. */
  constructor(private readonly fleet: Fleet) {}

  /** @param restartEveryMs between two restarts. */
  async run(forMs: number, restartEveryMs: number): Promise<void> {
    const turns: readonly Turn[] = [
      () => this.enqueue(450, {}),
      () => this.fail(),
      () => this.enqueue(450, { payload: { duration_ms: 0, result: 'x'.repeat(400) } }),
      () => this.plan(),
      () => this.cancel(),
      () => this.read(),
      () => this.retry(),
    ];
    const begin = machineMs();
    let restartAt = begin + restartEveryMs;
    for (let turn = 0; machineMs() - begin < forMs; turn += 1) {
      await turns[turn % turns.length]?.();
      if (machineMs() >= restartAt) {
        restartAt += restartEveryMs;
        await this.restart();
      }
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, begin + (turn + 1) * TURN_MS - machineMs())),
      );
    }
  }

  private async fail(): Promise<void> {
    const doomed = {
      payload: { duration_ms: 0, fail: 'as asked' },
      max_retries: 1,
      backoff: { strategy: 'fixed', base_ms: 100 },
    };
    this.failing.push(...(await this.enqueue(50, doomed)));
  }

  /** Those that are to be cancelled: some wait, some run by then. */
  private async plan(): Promise<void> {
    this.doomed.push(...(await this.enqueue(40, { delay_ms: 60_000 })));
    this.doomed.push(...(await this.enqueue(6, { payload: { duration_ms: 20_000 } })));
  }

  private async cancel(): Promise<void> {
    const ids = this.doomed.splice(0);
    await each(ids, (id) => this.post(`/jobs/${id}/cancel`, null, [200, 202, 409]));
    this.totals.cancelled += ids.length;
  }

  private async retry(): Promise<void> {
    const ids = this.failing.splice(0);
    await each(ids, (id) => this.post(`/jobs/${id}/retry`, null, [200, 404, 409]));
    this.totals.retried += ids.length;
  }

  private async read(): Promise<void> {
    const paths = ['/metrics', '/jobs?page_size=100', '/jobs?status=failed&view=full', '/health/ready'];
    await each(paths, async (path) => {
      const response = await fetch(this.url + path);
      await response.arrayBuffer();
      if (!response.ok) {
        throw new Error(`GET ${path}: ${response.status}`);
      }
      this.totals.read += 1;
    });
  }

  private async restart(): Promise<void> {
    const worker = this.fleet.workers.at(-1);
    await worker?.terminate();
    await worker?.start();
    this.totals.restarts += 1;
  }

  private async enqueue(count: number, fields: object): Promise<string[]> {
    const ids: string[] = [];
    const body = JSON.stringify(fields);
    await each(Array.from({ length: count }), async () => {
      const answer = (await this.post('/jobs', body, [202])) as { readonly job_id: string };
      ids.push(answer.job_id);
    });
    this.totals.enqueued += count;
    return ids;
  }

  private async post(path: string, body: string | null, expected: readonly number[]): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      ...(body === null ? {} : { headers: { 'content-type': 'application/json' }, body }),
    });
    const answer = await response.text();
    if (!expected.includes(response.status)) {
      throw new Error(`POST ${path}: ${response.status} ${answer}`);
    }
    return JSON.parse(answer);
  }

  private get url(): string {
    return this.fleet.urls[0] ?? '';
  }
}

/** A few at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: OPEN }, async () => {
      for (const item of left) {
        await work(item);
      }
    }),
  );
}
