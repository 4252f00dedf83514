import { openMemoryStore } from '../support/memory-bed';
import { describeJobStore } from './job-store.contract';

describeJobStore('the reference model', async (retention, concurrency) =>
  openMemoryStore(retention, { concurrency }),
);
