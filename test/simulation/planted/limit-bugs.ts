import type { EnqueueLimits } from '../../../src/core/enqueue-answer';
import type { NewJob } from '../../../src/core/job';
import { MemoryJobStore } from '../../support/memory-store/memory-job-store';
import type { MemoryQueue } from '../../support/memory-store/memory-queue';
import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** Every other start of a queue is not counted against its rate. */
class MissesStarts extends SimNamespace {
  private calls = 0;

  override queue(name: string): MemoryQueue {
    const isNew = !this.queues.has(name);
    const queue = super.queue(name);
    if (isNew) {
      const count = queue.countStarts.bind(queue);
      queue.countStarts = (n, now) => {
        this.calls += n > 0 ? 1 : 0;
        count(this.calls % 2 === 0 ? 0 : n, now);
      };
    }
    return queue;
  }
}

export const missesStarts: PlantedBug = {
  name: 'misses starts of a queue with a rate',
  variant: { namespace: (clock, retention) => new MissesStarts('default', clock, retention) },
  shows: ['rate'],
};

/** Takes one job more than fits. */
class OneTooMany extends MemoryJobStore {
  override async enqueue(jobs: readonly NewJob[], limits: EnqueueLimits) {
    const queues = [...this.state.queues.values()];
    const settings = queues.map((queue) => queue.settings);
    for (const queue of queues) {
      const { maxDepth } = queue.settings;
      queue.settings = { ...queue.settings, maxDepth: maxDepth === null ? null : maxDepth + 1 };
    }
    const answers = super.enqueue(jobs, limits);
    queues.forEach((queue, i) => (queue.settings = settings[i] ?? queue.settings));
    return answers;
  }
}

export const takesOneTooMany: PlantedBug = {
  name: 'takes one job too many',
  variant: { store: (state) => new OneTooMany(state) },
  shows: ['too_deep'],
};
