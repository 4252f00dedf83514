import { Inject, Injectable } from '@nestjs/common';
import { MAX_BATCH, type JobStores } from '../core/job-store';
import { isFinal, type JobState } from '../core/states';
import { Lifecycle } from '../lifecycle/lifecycle';
import { JOB_STORES } from '../persistence/persistence.module';

/** How often the jobs that somebody waits for are looked at (ms). */
const POLL_MS = 100;

/** Called when the wait is over, for whatever reason. */
type Done = () => void;

/**
 * Requests that wait for a job's end. One poller for all of them: it asks for the states of every awaited job
 * in batches, so that a thousand waiting clients cost a few calls each 100 ms, and none when nobody waits.
 */
@Injectable()
export class FinalStateWaiter {
  private readonly waiting = new Map<string, Map<string, Set<Done>>>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * Resolves when the job is in a final state or gone, after `timeoutMs`, when `gone` fires (the client left),
   * or when the service begins to drain. Never rejects; the caller looks at the job itself.
   */
  wait(namespace: string, id: string, timeoutMs: number, gone: AbortSignal): Promise<void> {
    const { draining } = this.lifecycle;
    if (draining.aborted || gone.aborted) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timeout);
        draining.removeEventListener('abort', done);
        gone.removeEventListener('abort', done);
        this.remove(namespace, id, done);
        resolve();
      };
      const timeout = setTimeout(done, timeoutMs);
      draining.addEventListener('abort', done, { once: true });
      gone.addEventListener('abort', done, { once: true });
      this.add(namespace, id, done);
    });
  }

  private add(namespace: string, id: string, done: Done): void {
    const jobs = this.waiting.get(namespace) ?? new Map<string, Set<Done>>();
    this.waiting.set(namespace, jobs.set(id, (jobs.get(id) ?? new Set()).add(done)));
    this.schedule();
  }

  private remove(namespace: string, id: string, done: Done): void {
    const jobs = this.waiting.get(namespace);
    const waiters = jobs?.get(id);
    waiters?.delete(done);
    if (waiters?.size === 0) {
      jobs?.delete(id);
    }
    if (jobs?.size === 0) {
      this.waiting.delete(namespace);
    }
  }

  private schedule(): void {
    if (this.timer === null && this.waiting.size > 0) {
      this.timer = setTimeout(() => void this.poll(), POLL_MS);
    }
  }

  private async poll(): Promise<void> {
    const rounds = [...this.waiting].flatMap(([namespace, jobs]) =>
      slices([...jobs.keys()]).map((ids) => this.check(namespace, ids)),
    );
    await Promise.allSettled(rounds); // a store that is away now may be back before the wait is over
    this.timer = null;
    this.schedule();
  }

  private async check(namespace: string, ids: readonly string[]): Promise<void> {
    const states = await this.stores.namespace(namespace).states(ids);
    for (const [index, id] of ids.entries()) {
      if (isOver(states[index] ?? null)) {
        for (const done of [...(this.waiting.get(namespace)?.get(id) ?? [])]) {
          done();
        }
      }
    }
  }
}

function isOver(state: JobState | null): boolean {
  return state === null || isFinal(state);
}

function slices(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / MAX_BATCH) }, (_, index) =>
    ids.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH),
  );
}
