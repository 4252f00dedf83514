import type { Redis } from 'ioredis';
import type { QueueSelection } from '../core/job-store';
import { wakeKey } from './keys';

/** Longest single BLPOP (ms). A lost token, or a waiter that came with other queues, waits at most this long. */
export const BLOCK_MS = 1_000;

const PAUSE_AFTER_ERROR_MS = 200;

interface Waiter {
  readonly keys: readonly string[];
  readonly wake: () => void;
}

/**
 * Waits for wake tokens of one namespace, for any number of waiters, on one connection of its own.
 *
 * Invariants: at most one BLPOP is in flight; a token that was taken wakes exactly one waiter that listens to
 * its list, or, if that waiter has left meanwhile, the next one to come. One waiter in one process is enough:
 * its claim leaves a new token while ready work remains.
 */
export class WakeListener {
  private readonly waiters = new Set<Waiter>();
  private readonly unclaimed = new Set<string>();
  private running = false;
  private closed = false;

  constructor(
    private readonly redis: Redis,
    private readonly namespace: string,
  ) {}

  wait(queues: QueueSelection, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const keys =
      queues === '*'
        ? [wakeKey(this.namespace, null)]
        : queues.map(({ queue }) => wakeKey(this.namespace, queue));
    if (signal.aborted || this.closed || keys.some((key) => this.unclaimed.delete(key))) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiters.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { keys, wake: done };
      const timer = setTimeout(done, Math.max(0, timeoutMs));
      signal.addEventListener('abort', done, { once: true });
      this.waiters.add(waiter);
      void this.listen();
    });
  }

  close(): void {
    this.closed = true;
    for (const waiter of [...this.waiters]) {
      waiter.wake();
    }
    this.redis.disconnect();
  }

  private async listen(): Promise<void> {
    if (this.running) {
      return;
    }
    this.running = true;
    while (this.waiters.size > 0 && !this.closed) {
      const keys = [...new Set([...this.waiters].flatMap((waiter) => waiter.keys))];
      try {
        const popped = await this.redis.blpop(keys, BLOCK_MS / 1_000);
        if (popped !== null) {
          this.deliver(popped[0]);
        }
      } catch {
        // Waiters have their own time limits, and whoever claims next finds out what is wrong.
        await this.reconnected();
      }
    }
    this.running = false;
  }

  /** Until the connection is there again, or it is time for another try. */
  private reconnected(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.redis.off('ready', done);
        resolve();
      };
      const timer = setTimeout(done, PAUSE_AFTER_ERROR_MS);
      this.redis.once('ready', done);
    });
  }

  private deliver(key: string): void {
    for (const waiter of this.waiters) {
      if (waiter.keys.includes(key)) {
        waiter.wake();
        return;
      }
    }
    this.unclaimed.add(key);
  }
}
