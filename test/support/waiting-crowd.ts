import { Agent, request } from 'node:http';

interface Leases {
  readonly jobs: readonly { readonly id: string; readonly lease_token: string }[];
}

/** Many remote workers that wait for jobs of one kind on one process, each on a connection of its own. */
export class WaitingCrowd {
  /** Requests that have left this process and are not answered. */
  waiting = 0;
  private stopping = false;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  private readonly arrivals = new Map<string, number[]>();
  private readonly listeners = new Map<string, () => void>();
  private readonly lastAnswers: Record<string, number> = {};
  private readonly workers: Promise<void>[] = [];

  constructor(
    private readonly port: number,
    private readonly asking: Record<string, unknown>,
  ) {}

  /** Connects them a few at a time: a thousand at once would be more than the backlog holds. */
  async start(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      this.workers.push(this.work(`crowd-${n}`));
      if (n % 50 === 49) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** When the job arrived (performance.now()). */
  async got(id: string): Promise<number> {
    if (!this.arrivals.has(id)) {
      await new Promise<void>((resolve) => this.listeners.set(id, resolve));
    }
    return this.arrivals.get(id)?.[0] ?? 0;
  }

  /** Jobs that reached more than one. */
  servedTwice(): string[] {
    return [...this.arrivals].filter(([, times]) => times.length > 1).map(([id]) => id);
  }

  /** Nobody asks again. */
  stop(): void {
    this.stopping = true;
  }

  /** What the last request of each was answered, counted. */
  async last(): Promise<Readonly<Record<string, number>>> {
    await Promise.all(this.workers);
    this.agent.destroy();
    return this.lastAnswers;
  }

  private async work(worker: string): Promise<void> {
    for (;;) {
      const answer = await this.ask(worker);
      if (this.stopping) {
        this.lastAnswers[answer] = (this.lastAnswers[answer] ?? 0) + 1;
        return;
      }
    }
  }

  private ask(worker: string): Promise<string> {
    return new Promise((resolve) => {
      let sent = false;
      const done = (answer: string) => {
        this.waiting -= sent ? 1 : 0;
        resolve(answer);
      };
      const call = request({
        ...{ port: this.port, host: '127.0.0.1', path: '/leases', method: 'POST', agent: this.agent },
        headers: { 'content-type': 'application/json' },
      });
      call.on('finish', () => {
        sent = true;
        this.waiting += 1;
      });
      call.on('error', (error) => done(error.message));
      call.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', (error) => done(error.message));
        response.on('end', () => {
          const { jobs = [] } = JSON.parse(text) as Partial<Leases>;
          jobs.forEach(({ id }) => this.arrived(id));
          done(`${response.statusCode ?? 0} with ${jobs.length} jobs`);
        });
      });
      call.end(JSON.stringify({ ...this.asking, worker }));
    });
  }

  private arrived(id: string): void {
    this.arrivals.set(id, [...(this.arrivals.get(id) ?? []), performance.now()]);
    this.listeners.get(id)?.();
  }
}
