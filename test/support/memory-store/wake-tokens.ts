import type { Clock } from '../../../src/core/clock';
import type { QueueSelection } from '../../../src/core/claim';

interface Waiter {
  readonly keys: readonly string[];
  readonly wake: () => void;
}

/** What workers of all queues wait for. */
export const ALL_QUEUES = '*';

/** What workers of this queue wait for. */
export function queueKey(queue: string): string {
  return `|${queue}`;
}

/**
 * At most one token for all queues and for each queue. A token goes to one waiter, the one that waits longest;
 * where nobody waits it stays for the next.
 */
export class WakeTokens {
  private readonly tokens = new Set<string>();
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly clock: Pick<Clock, 'after'>) {}

  push(key: string): void {
    this.tokens.add(key);
  }

  delete(key: string): void {
    this.tokens.delete(key);
  }

  /** How many wait: for tests that act once somebody does. */
  get waiting(): number {
    return this.waiters.size;
  }

  has(key: string): boolean {
    return this.tokens.has(key);
  }

  /** Hands tokens to waiters; called when a step is over, as a step pushes a key once at most. */
  deliver(): void {
    for (const waiter of [...this.waiters]) {
      const key = waiter.keys.find((wanted) => this.tokens.has(wanted));
      if (key !== undefined) {
        this.tokens.delete(key);
        waiter.wake();
      }
    }
  }

  wait(queues: QueueSelection, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const keys = queues === '*' ? [ALL_QUEUES] : queues.map(({ queue }) => queueKey(queue));
    return new Promise((resolve) => {
      const wake = () => {
        this.waiters.delete(waiter);
        stopTimer();
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const waiter: Waiter = { keys, wake };
      const stopTimer = this.clock.after(timeoutMs, wake);
      if (signal.aborted) {
        wake();
        return;
      }
      signal.addEventListener('abort', wake, { once: true });
      this.waiters.add(waiter);
      this.deliver();
    });
  }
}
