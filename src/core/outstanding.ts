import type { Clock } from './clock';

/** Counts what is not done yet, and lets others wait until nothing is left. */
export class Outstanding {
  private left = 0;
  private readonly waiting = new Set<() => void>();

  get count(): number {
    return this.left;
  }

  add(count = 1): void {
    this.left += count;
  }

  done(count = 1): void {
    this.left -= count;
    if (this.left === 0) {
      for (const resolve of [...this.waiting]) {
        resolve();
      }
    }
  }

  /** Waits until nothing is left, at most `ms` or until `signal` fires. @returns whether nothing is left. */
  settled(clock: Clock, ms: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.left === 0 || signal?.aborted === true) {
        resolve(this.left === 0);
        return;
      }
      const finish = () => {
        cancel();
        this.waiting.delete(finish);
        signal?.removeEventListener('abort', finish);
        resolve(this.left === 0);
      };
      const cancel = clock.after(ms, finish);
      this.waiting.add(finish);
      signal?.addEventListener('abort', finish, { once: true });
    });
  }
}
