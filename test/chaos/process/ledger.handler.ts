import type { HandlerContext } from '../../../src/core/handler';
import type { LedgerFile } from './ledger-file';
import { machineMs } from './machine-clock';
import type { EndNote, LedgerPayload } from './notes';

/** Job type `ledger`: takes a while, fails as asked, stops when asked, and notes each of its steps. */
export class LedgerHandler {
  constructor(
    private readonly file: LedgerFile,
    private readonly worker: string,
  ) {}

  async run(payload: LedgerPayload, { job, attempt, signal, followUp }: HandlerContext): Promise<unknown> {
    const about = () => ({
      id: job.id,
      token: job.token,
      worker: this.worker,
      at: machineMs(),
      wall: new Date().toISOString(),
    });
    const end = (how: EndNote['how']) => this.file.write({ kind: 'end', how, ...about() });
    this.file.write({ kind: 'start', attempt, ...about() });
    const aborted = await untilOver(payload.ms, signal, () => {
      this.file.write({ kind: 'abort', reason: codeOf(signal.reason), ...about() });
    });
    if (aborted) {
      end('aborted');
      throw signal.reason;
    }
    if (job.retries < payload.fail_first) {
      end('threw');
      throw new Error(`fails ${payload.fail_first} times, as asked`);
    }
    for (const id of payload.follow_ups ?? []) {
      followUp({ id, type: 'ledger', payload: { ms: 5, fail_first: 0 }, max_lapses: 20 });
    }
    end('returned');
    return { attempt };
  }
}

/** True if the signal fired first; `onAbort` runs in the very moment. */
function untilOver(ms: number, signal: AbortSignal, onAbort: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      onAbort();
      resolve(true);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(false);
    }, ms);
    if (signal.aborted) {
      stop();
    } else {
      signal.addEventListener('abort', stop, { once: true });
    }
  });
}

function codeOf(reason: unknown): string {
  return reason instanceof Error && 'code' in reason ? String(reason.code) : 'unknown';
}
