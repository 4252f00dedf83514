import type { Attempt } from './attempt';
import { AttemptLog } from './attempt-log';
import { boundedText } from './bounded-text';
import { type JobStore, MAX_BATCH } from './job-store';
import type { LogPolicy, LogWrite } from './log-lines';
import type { LoopPorts } from './store-trouble';

/** A line is in the store within about this long (ms). */
const WITHIN_MS = 500;
/** With so much waiting (bytes), at once. */
const SOON_BYTES = 16_384;
/** After the store could not be reached (ms): that is the heartbeat's to tell. */
const AGAIN_MS = 1_000;
/** An attempt's outcome waits so long for its last lines, not longer (ms). */
const LAST_LINES_MS = 500;

/** What one attempt holds back at most; more would not be kept, or would take too much memory in an outage. */
const MOST_HELD = { lines: 1_000, bytes: 262_144 };

/** One call carries about so much. */
const CALL_LINES = 500;
const CALL_BYTES = 131_072;

/**
 * Brings what handlers write to the store: many lines a call, a moment later, and the rest before the attempt's
 * outcome. Best effort: what a process holds is gone with it, and in an outage the oldest lines give way.
 */
export class LogSender {
  private readonly waiting = new Set<Attempt>();
  private cancelTimer: (() => void) | null = null;
  private sending = false;
  private stopped = false;

  constructor(
    private readonly store: JobStore,
    private readonly policy: LogPolicy,
    private readonly ports: LoopPorts,
  ) {}

  write(attempt: Attempt, line: string): void {
    attempt.log ??= new AttemptLog({
      lines: Math.min(this.policy.lines, MOST_HELD.lines),
      bytes: Math.min(this.policy.bytes, MOST_HELD.bytes),
    });
    attempt.log.add(this.ports.clock.monotonic(), boundedText(line, this.policy.lineBytes));
    this.waiting.add(attempt);
    this.arm(attempt.log.bytes >= SOON_BYTES ? 0 : WITHIN_MS);
  }

  /** Calls `then` once the store has the attempt's lines or could not take them: at once if there are none. */
  finish(attempt: Attempt, then: () => void): void {
    this.waiting.delete(attempt);
    if (attempt.log === null || attempt.log.size === 0 || attempt.leaseLost) {
      then();
      return;
    }
    let called = false;
    const once = () => {
      if (!called) {
        called = true;
        cancel();
        then();
      }
    };
    const cancel = this.ports.clock.after(LAST_LINES_MS, once);
    this.send([attempt]).then(once, once);
  }

  /** Sends nothing any more of its own accord. Idempotent. */
  stop(): void {
    this.stopped = true;
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  /** Sooner than before only if nothing is under way: who is sends all that there is. */
  private arm(ms: number): void {
    if (this.sending || this.stopped || (this.cancelTimer !== null && ms > 0)) {
      return;
    }
    this.cancelTimer?.();
    this.cancelTimer = this.ports.clock.after(ms, () => void this.flush());
  }

  private async flush(): Promise<void> {
    this.cancelTimer = null;
    this.sending = true;
    const attempts = [...this.waiting].filter((attempt) => !attempt.leaseLost);
    this.waiting.clear();
    let again = WITHIN_MS;
    try {
      await this.send(attempts);
    } catch {
      again = AGAIN_MS;
      attempts.filter(({ state }) => state === 'running').forEach((attempt) => this.waiting.add(attempt));
    }
    this.sending = false;
    if (this.waiting.size > 0) {
      this.arm(again);
    }
  }

  private async send(attempts: readonly Attempt[]): Promise<void> {
    let left = attempts.filter(hasLines);
    while (left.length > 0) {
      const { batch, writes } = this.nextCall(left);
      const answers = await this.store.log(writes, this.policy);
      for (const [index, attempt] of batch.entries()) {
        const answer = answers[index];
        if (answer?.result === 'ok') {
          attempt.log?.stored(answer.taken);
        } else {
          attempt.log?.clear();
        }
      }
      left = left.filter(hasLines);
    }
  }

  private nextCall(attempts: readonly Attempt[]): { batch: Attempt[]; writes: LogWrite[] } {
    const now = this.ports.clock.monotonic();
    const batch: Attempt[] = [];
    const writes: LogWrite[] = [];
    let lines = CALL_LINES;
    let bytes = CALL_BYTES;
    for (const attempt of attempts.slice(0, MAX_BATCH)) {
      const part = attempt.log?.part(lines, bytes);
      if (part === undefined || lines <= 0 || bytes <= 0) {
        break;
      }
      const { id, token } = attempt.job;
      const sent = part.lines.map(({ at, text }) => ({ ageMs: Math.round(now - at), text }));
      writes.push({ id, token, offset: part.offset, lines: sent });
      batch.push(attempt);
      lines -= part.lines.length;
      bytes -= part.lines.reduce((sum, line) => sum + line.bytes, 0);
    }
    return { batch, writes };
  }
}

function hasLines({ log }: Attempt): boolean {
  return log !== null && log.size > 0;
}
