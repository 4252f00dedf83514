import { Inject, Injectable } from '@nestjs/common';
import { systemClock } from '../core/clock';
import type { JobStore, JobStores } from '../core/job-store';
import type { QueueInfo } from '../core/queue-info';
import { isQueueName } from '../jobs/dto/field-rules';
import { JOB_STORES } from '../persistence/persistence.module';

/** Queues of a namespace that a sorted listing looks at, the first by name. */
export const MOST_SURVEYED = 2_000;
const AT_ONCE = 100;
/** Ten viewers cost the store what one does. */
const FRESH_MS = 2_000;

/** All queues of a namespace, a moment ago. */
export interface Survey {
  readonly queues: readonly QueueInfo[];
  /** There are others. */
  readonly truncated: boolean;
}

/** Looks at all queues of a namespace, for listings in another order than by name; not more often than each two seconds. */
@Injectable()
export class QueueSurvey {
  private readonly known = new Map<string, { readonly at: number; readonly survey: Promise<Survey> }>();

  constructor(@Inject(JOB_STORES) private readonly stores: JobStores) {}

  of(namespace: string): Promise<Survey> {
    const now = systemClock.monotonic();
    for (const [name, { at }] of this.known) {
      if (now - at >= FRESH_MS) {
        this.known.delete(name);
      }
    }
    let found = this.known.get(namespace)?.survey;
    if (found === undefined) {
      found = survey(this.stores.namespace(namespace));
      this.known.set(namespace, { at: now, survey: found });
      // What failed is tried again by the next.
      found.catch(() => this.known.delete(namespace));
    }
    return found;
  }

  /** Something was changed here: the next one looks again. */
  forget(namespace: string): void {
    this.known.delete(namespace);
  }
}

async function survey(store: JobStore): Promise<Survey> {
  const queues: QueueInfo[] = [];
  let after: string | null = null;
  for (;;) {
    const page: QueueInfo[] = await store.queues(after, AT_ONCE);
    queues.push(...page.filter(({ queue }) => isQueueName(queue)));
    after = page.at(-1)?.queue ?? null;
    if (page.length < AT_ONCE || after === null || queues.length > MOST_SURVEYED) {
      return { queues: queues.slice(0, MOST_SURVEYED), truncated: queues.length > MOST_SURVEYED };
    }
  }
}
