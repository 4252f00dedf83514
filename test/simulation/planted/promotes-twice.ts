import type { JobState } from '../../../src/core/states';
import type { MemoryJob } from '../../support/memory-store/memory-job';
import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** A due job is put into the line, and stays in the schedule too. */
class PromotesTwice extends SimNamespace {
  override move(job: MemoryJob, to: JobState, score: number): void {
    const scheduled = this.queueOf(job).set('scheduled');
    const before = scheduled.scoreOf(job);
    super.move(job, to, score);
    if (before !== null && to === 'queued') {
      scheduled.set(job, before);
    }
  }
}

export const promotesTwice: PlantedBug = {
  name: 'promotes twice',
  variant: { namespace: (clock, retention) => new PromotesTwice('default', clock, retention) },
  shows: ['in_one_set'],
};
