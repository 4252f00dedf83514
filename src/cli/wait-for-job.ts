import { setTimeout } from 'node:timers/promises';
import { shown } from './answer';
import { segment, type Connection } from './connection';
import { EXIT } from './exit-codes';
import { CliFailure } from './failure';

/** The longest that the server waits in one request (ms). */
const LONGEST_WAIT_MS = 30_000;
/** For so long a service may be away in between: a deploy, say (ms). */
const PATIENCE_MS = 30_000;
const RETRY_MS = 500;

const FINAL = ['completed', 'failed', 'cancelled'];

/**
 * The job's JSON text once it is in a final state. A service that goes away meanwhile is given time to come
 * back; one that was never there is not.
 *
 * @param timeoutMs null: for as long as it takes
 * @throws {CliFailure} `unfinished` after the timeout
 */
export async function untilFinal(api: Connection, id: string, timeoutMs: number | null): Promise<string> {
  const path = `/jobs/${segment('a job id', id)}`;
  const end = timeoutMs === null ? Infinity : performance.now() + timeoutMs;
  let lastAnswer: number | null = null;
  for (;;) {
    const waitMs = Math.max(0, Math.min(LONGEST_WAIT_MS, Math.floor(end - performance.now())));
    try {
      const text = await api.call('GET', path, { query: { wait_ms: waitMs }, patienceMs: waitMs });
      const status = shown(api.parse(text)['status']);
      if (FINAL.includes(status)) {
        return text;
      }
      if (performance.now() >= end) {
        throw new CliFailure(EXIT.unfinished, `the job ${id} is still ${status}`);
      }
      lastAnswer = performance.now();
    } catch (error) {
      const now = performance.now();
      if (lastAnswer === null || !isAway(error) || now - lastAnswer > PATIENCE_MS + waitMs || now >= end) {
        throw error;
      }
      await setTimeout(RETRY_MS);
    }
  }
}

function isAway(error: unknown): boolean {
  return (
    error instanceof CliFailure &&
    (error.exitCode === EXIT.unreachable || /"status":50[234]\b/.test(JSON.stringify(error.document)))
  );
}
