import type { JobStore } from '../core/job-store';
import type { LoopPorts } from '../core/store-trouble';
import { Claimer } from './claimer';
import type { Poll, PollRequest } from './poll';
import { PollGroup } from './poll-group';

/** A wake token that got lost, or went to a process that does not know the type, costs at most this (ms) … */
const MAX_WAIT_MS = 1_000;
/** … or more where there are many groups, so that together they do not ask more often than this (ms each). */
const WAIT_PER_GROUP_MS = 10;
const LONGEST_WAIT_MS = 5_000;

/** All who wait for jobs of one namespace in this process, however many: they share one listener and few claims. */
export class PollHub {
  readonly claimer: Claimer;
  private readonly groups = new Map<string, PollGroup>();

  constructor(
    private readonly store: JobStore,
    private readonly ports: LoopPorts,
  ) {
    this.claimer = new Claimer(store, ports);
  }

  /** Polls that are not answered yet. */
  get size(): number {
    return [...this.groups.values()].reduce((sum, group) => sum + group.size, 0);
  }

  join(poll: Poll): void {
    this.groupOf(poll.request).join(poll);
  }

  leave(poll: Poll): void {
    this.groups.get(keyOf(poll.request))?.leave(poll);
  }

  private groupOf(request: PollRequest): PollGroup {
    const key = keyOf(request);
    const known = this.groups.get(key);
    if (known !== undefined) {
      return known;
    }
    const group = new PollGroup(
      this.store,
      {
        queues: request.queues,
        claimer: this.claimer,
        maxWaitMs: () =>
          Math.min(LONGEST_WAIT_MS, Math.max(MAX_WAIT_MS, this.groups.size * WAIT_PER_GROUP_MS)),
        empty: () => {
          // A later group of the same may be there by then.
          if (this.groups.get(key) === group) {
            this.groups.delete(key);
          }
        },
      },
      this.ports,
    );
    this.groups.set(key, group);
    return group;
  }
}

function keyOf({ queues, types }: PollRequest): string {
  return JSON.stringify([queues, types]);
}
