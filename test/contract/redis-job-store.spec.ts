import { RedisBed } from '../support/redis-bed';
import { describeJobStore } from './job-store.contract';

let bed: RedisBed;

beforeAll(async () => {
  bed = await RedisBed.start();
});

afterAll(() => bed.stop());

describeJobStore('the store on Redis', (...rules) => bed.open(...rules));
