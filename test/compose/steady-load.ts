import { setTimeout } from 'node:timers/promises';
import { untilTrue } from '../support/until';

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly attempt_count: number;
  readonly lapses: number;
}

const PAUSE_MS = 20;
const LATEST_ANSWER_MS = 5_000;

/**
 * A sender as it should be: each job has an id of its own, and is sent until its acceptance was heard of. While a single API
 * process is replaced nobody listens for a moment, and that costs such a sender time only.
 */
export class SteadyLoad {
  /** Whose acceptance was heard of. */
  readonly accepted: string[] = [];
  /** Times that a request had to be sent again. */
  sentAgain = 0;
  private stopped = false;
  private readonly sending: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {
    this.sending = this.send();
  }

  /** Ends the sending. What came in, and how it ended, once all of it has. */
  async finish(withinMs: number): Promise<Answer[]> {
    this.stopped = true;
    await this.sending;
    let answers: Answer[] = [];
    await untilTrue(
      async () => {
        answers = await Promise.all(this.accepted.map((id) => this.job(id)));
        return answers.every(({ status }) => ['completed', 'failed', 'cancelled'].includes(status));
      },
      withinMs,
      () =>
        `not at an end: ${JSON.stringify(answers.filter(({ status }) => status !== 'completed').slice(0, 5))}`,
    );
    return answers;
  }

  /** Waits until so many more jobs were accepted. */
  async more(count: number): Promise<void> {
    const wanted = this.accepted.length + count;
    await untilTrue(
      () => this.accepted.length >= wanted,
      120_000,
      () => `${this.accepted.length} accepted, ${this.sentAgain} sent again`,
    );
  }

  private async send(): Promise<void> {
    for (let number = 1; !this.stopped; number += 1) {
      const id = `${this.name}-${number}`;
      // Some take longer than a container takes to be replaced.
      await this.sendUntilHeard({ id, payload: { duration_ms: number % 10 === 0 ? 4_000 : 100 } });
      this.accepted.push(id);
      await setTimeout(PAUSE_MS);
    }
  }

  private async sendUntilHeard(job: unknown): Promise<void> {
    while (!(await this.attempt(job))) {
      this.sentAgain += 1;
      await setTimeout(PAUSE_MS * 5);
    }
  }

  private async attempt(job: unknown): Promise<boolean> {
    const answer = await fetch(`${this.url}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(job),
      signal: AbortSignal.timeout(LATEST_ANSWER_MS),
    }).catch(() => null);
    await answer?.body?.cancel();
    // 200: it was stored the first time, and only the answer was lost.
    return answer?.status === 202 || answer?.status === 200;
  }

  private async job(id: string): Promise<Answer> {
    const answer = await fetch(`${this.url}/jobs/${id}`);
    if (!answer.ok) {
      throw new Error(`accepted, and not there: ${id}: ${answer.status}`);
    }
    return (await answer.json()) as Answer;
  }
}
