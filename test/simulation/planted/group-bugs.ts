import type { MemoryQueue } from '../../support/memory-store/memory-queue';
import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** Whoever comes finds a place in its group. */
class LetsAllIn extends SimNamespace {
  override queue(name: string): MemoryQueue {
    const queue = super.queue(name);
    queue.groups.enter = () => true;
    return queue;
  }
}

export const overfillsGroups: PlantedBug = {
  name: 'overfills groups',
  variant: { namespace: (clock, retention) => new LetsAllIn('default', clock, retention) },
  shows: ['group_overlap', 'group_order'],
};

/** A group whose place comes free gives it to who came last. */
class LastComeFirst extends SimNamespace {
  override queue(name: string): MemoryQueue {
    const isNew = !this.queues.has(name);
    const queue = super.queue(name);
    if (isNew) {
      const enter = queue.groups.enter.bind(queue.groups);
      queue.groups.enter = (ns, job) => {
        const entered = enter(ns, job);
        if (!entered) {
          queue.groups.of(job)?.waiting.set(job, -job.order);
        }
        return entered;
      };
    }
    return queue;
  }
}

export const servesGroupsBackwards: PlantedBug = {
  name: 'serves groups backwards',
  variant: { namespace: (clock, retention) => new LastComeFirst('default', clock, retention) },
  shows: ['group_order'],
};
