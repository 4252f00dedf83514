import { WorkerEngine } from '../../../src/core/worker-engine';
import type { PlantedBug } from './planted-bug';

/** A worker that has room for one more job than it was told. */
export const runsOneTooMany: PlantedBug = {
  name: 'runs one too many',
  variant: {
    workerEngine: (options) => new WorkerEngine({ ...options, concurrency: options.concurrency + 1 }),
  },
  shows: ['too_many'],
};
