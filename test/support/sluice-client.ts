import { untilTrue } from './until';

export interface JobAnswer {
  readonly id: string;
  readonly status: string;
  readonly retries: number;
  readonly lapses: number;
  readonly attempt_count: number;
  readonly attempts: readonly {
    readonly outcome: string;
    readonly worker: string;
    readonly started_at: string;
  }[];
  readonly error: { readonly code: string } | null;
}

export interface MetricsAnswer {
  readonly processed: number;
  readonly failed: number;
  readonly retried: number;
  readonly in_progress: number;
  readonly queue_depth: number;
}

/** What a user's program would send, without a library. */
export class SluiceClient {
  constructor(private readonly url: string) {}

  post(body: unknown): Promise<Response> {
    return fetch(`${this.url}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Sends a job that must be accepted; its id. */
  async enqueue(body: unknown): Promise<string> {
    const response = await this.post(body);
    const text = await response.text();
    if (response.status !== 202) {
      throw new Error(`not accepted: ${response.status} ${text}`);
    }
    return (JSON.parse(text) as { job_id: string }).job_id;
  }

  async enqueueAll(bodies: readonly unknown[]): Promise<string[]> {
    return await Promise.all(bodies.map((body) => this.enqueue(body)));
  }

  async job(id: string): Promise<JobAnswer> {
    return (await this.get(`/jobs/${encodeURIComponent(id)}`)) as JobAnswer;
  }

  async jobs(ids: readonly string[]): Promise<JobAnswer[]> {
    return await Promise.all(ids.map((id) => this.job(id)));
  }

  async metrics(): Promise<MetricsAnswer> {
    return (await this.get('/metrics')) as MetricsAnswer;
  }

  /** Waits until `/metrics` says what is expected, of the fields that are given. */
  async untilMetrics(expected: Partial<MetricsAnswer>, withinMs: number): Promise<void> {
    let last: MetricsAnswer | null = null;
    await untilTrue(
      async () => {
        last = await this.metrics();
        const now: Readonly<Record<string, number>> = { ...last };
        return Object.entries(expected).every(([name, value]) => now[name] === value);
      },
      withinMs,
      () => `expected ${JSON.stringify(expected)}, /metrics says ${JSON.stringify(last)}`,
    );
  }

  private async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok) {
      throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    }
    return await response.json();
  }
}
