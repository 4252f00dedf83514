import type { JobState } from '../../../src/core/states';
import type { MemoryJob } from '../../support/memory-store/memory-job';
import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** A job that comes due enters the line, and the index of ready queues is not told. */
class ForgetsToArm extends SimNamespace {
  private quiet = false;

  override move(job: MemoryJob, to: JobState, score: number): void {
    this.quiet = job.state === 'scheduled' && to === 'queued';
    super.move(job, to, score);
    this.quiet = false;
  }

  override touch(queue: Parameters<SimNamespace['touch']>[0]): void {
    if (!this.quiet) {
      super.touch(queue);
    }
  }
}

export const forgetsToArm: PlantedBug = {
  name: 'forgets to arm in promote',
  variant: { namespace: (clock, retention) => new ForgetsToArm('default', clock, retention) },
  shows: ['ready_index', 'stuck'],
};
