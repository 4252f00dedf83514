import type { JobError } from '../../../src/core/job';
import type { FinalState } from '../../../src/core/states';
import type { MemoryJob } from '../../support/memory-store/memory-job';
import { MemoryJobStore } from '../../support/memory-store/memory-job-store';
import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** Waits for the first of the jobs that it depends on, and for no other. */
class WaitsForOne extends MemoryJobStore {
  override enqueue(...[jobs, limits]: Parameters<MemoryJobStore['enqueue']>) {
    return super.enqueue(
      jobs.map((job) => ({ ...job, dependsOn: job.dependsOn.slice(0, 1) })),
      limits,
    );
  }
}

export const waitsForOneOnly: PlantedBug = {
  name: 'waits for one of its dependencies',
  variant: { store: (state) => new WaitsForOne(state) },
  shows: ['too_early'],
};

/** Who waits for a job that fails is not told. */
class ForgetsWhoWaits extends SimNamespace {
  override finish(job: MemoryJob, to: FinalState, error: JobError | null): void {
    const told = this.unblocking.length;
    super.finish(job, to, error);
    if (to === 'failed') {
      this.unblocking.splice(told);
    }
  }
}

export const forgetsWhoWaits: PlantedBug = {
  name: 'forgets who waits for a failed job',
  variant: { namespace: (clock, retention) => new ForgetsWhoWaits('default', clock, retention) },
  shows: ['stuck'],
};
