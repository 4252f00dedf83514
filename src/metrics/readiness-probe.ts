import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { JobStores } from '../core/job-store';
import { JOB_STORES } from '../persistence/persistence.module';
import { withDeadline } from './deadline';

const EVERY_MS = 1_000;
/** After a failure: sooner, but later than a short blip lasts. */
const AGAIN_MS = 500;
const DEADLINE_MS = 1_500;
/** One failure is a blip; the second within a few seconds is not. */
const FAILURES_TO_FALL = 2;

/**
 * Asks the store every second, in the background, so that a probe by Kubernetes costs nothing and a blip of a
 * few hundred ms takes no replica out of service. Worst case until it falls: 1 + 1.5 + 0.5 + 1.5 s.
 */
@Injectable()
export class ReadinessProbe implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  private failures = FAILURES_TO_FALL;
  private stopped = false;

  constructor(@Inject(JOB_STORES) private readonly stores: JobStores) {}

  /** False until the store has answered once. */
  get storeUp(): boolean {
    return this.failures < FAILURES_TO_FALL;
  }

  onApplicationBootstrap(): void {
    void this.round();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer ?? undefined);
  }

  /** One look at the store. */
  async runOnce(): Promise<void> {
    try {
      await withDeadline(this.stores.probe(), DEADLINE_MS);
      this.failures = 0;
    } catch {
      this.failures += 1;
    }
  }

  private async round(): Promise<void> {
    await this.runOnce();
    if (!this.stopped) {
      const wait = this.failures === 0 ? EVERY_MS : AGAIN_MS;
      this.timer = setTimeout(() => void this.round(), wait).unref();
    }
  }
}
