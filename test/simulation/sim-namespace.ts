import type { JobState } from '../../src/core/states';
import type { MemoryJob } from '../support/memory-store/memory-job';
import { MemoryNamespace } from '../support/memory-store/memory-namespace';

/** The model's state, and whether jobs moved since the auditor last looked. */
export class SimNamespace extends MemoryNamespace {
  moved = false;

  override move(job: MemoryJob, to: JobState, score: number): void {
    this.moved = true;
    super.move(job, to, score);
  }
}
