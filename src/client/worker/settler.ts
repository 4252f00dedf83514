import type { Connection } from '../connection';
import type { WorkerDuty } from './worker-options';
import type { Outcome, TextError } from './outcome';
import type { RunningJob } from './running-job';
import { SettleLine, type Entry, type Settled } from './settle-line';

/** How an attempt's outcome fared; null: the service could not be told. */
type Answered = (job: RunningJob, outcome: Outcome, answer: Settled | null) => void;

/** An outcome is taken as long as nobody else has the job: it is offered for so long after the lease's end (ms). */
const PATIENCE_MS = 60_000;

/** Says to the service how attempts ended. */
export class Settler {
  private readonly lines: Readonly<Record<Outcome['kind'], SettleLine>>;

  constructor(
    connection: Connection,
    private readonly answered: Answered,
    failed: (error: unknown, doing: WorkerDuty) => void,
  ) {
    const line = (verb: 'complete' | 'fail' | 'release') =>
      new SettleLine(connection, verb, (error) => failed(error, verb));
    this.lines = { completed: line('complete'), failed: line('fail'), released: line('release') };
  }

  settle(job: RunningJob, outcome: Outcome): void {
    const entry: Entry = {
      text: textOf(job, outcome),
      giveUpAt: job.leaseEndsAt + PATIENCE_MS,
      settled: (answer) => this.answered(job, outcome, answer),
      refused: ({ status, message }) =>
        outcome.kind === 'completed' && outcome.result !== undefined
          ? textOf(job, { ...outcome, result: undefined, resultError: unkept(status, message) })
          : null,
      givenUp: () => this.answered(job, outcome, null),
    };
    this.lines[outcome.kind].add(entry);
  }

  stop(): void {
    for (const line of Object.values(this.lines)) {
      line.stop();
    }
  }
}

/** The work is done: a result that the service will not have must not keep the job from being completed. */
function unkept(status: number, message: string): TextError {
  return status === 413
    ? { code: 'result_too_large', message: 'the result is larger than the service takes' }
    : { code: 'result_refused', message };
}

function textOf({ job }: RunningJob, outcome: Outcome): string {
  const lease = { job_id: job.id, lease_token: job.lease_token };
  switch (outcome.kind) {
    case 'completed': {
      const { result, resultError } = outcome;
      const head = JSON.stringify(resultError === null ? lease : { ...lease, result_error: resultError });
      return result === undefined ? head : `${head.slice(0, -1)},"result":${result}}`;
    }
    case 'failed': {
      const { error, retryable, retryAfterMs } = outcome;
      return JSON.stringify({ ...lease, error: { ...error, retryable, retry_after_ms: retryAfterMs } });
    }
    case 'released':
      return JSON.stringify(lease);
  }
}
