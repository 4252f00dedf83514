import { lasting } from '../faults/fault';
import { rollWorkers } from '../faults/process-faults';
import { plainJobs } from '../load/job-mix';
import type { Plan } from './plan';

const ROUNDS = 10;

/** A deploy of all workers, ten times, under load: nothing is lost, and nothing runs twice. */
export const rolling: Plan = {
  jobs: plainJobs,
  queues: {},
  perSecond: 200,
  onceOnly: true,
  env: {},
  async carryOut(field) {
    for (let round = 1; round <= ROUNDS; round += 1) {
      field.timeline.note(`rolling restart ${round} of ${ROUNDS}`);
      await rollWorkers(field);
      await lasting(500);
    }
  },
};
