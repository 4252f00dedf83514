import fc from 'fast-check';
import { RedisBed } from '../support/redis-bed';
import { command } from './commands';
import { runOnBoth } from './redis-pair';
import { chosenRuns } from './runs';

const { runs, seed } = chosenRuns(process.env);
/** Far more than a sequence takes, so that a slow machine is no failure. */
const MOST_MS_A_RUN = 500;
const AT_LEAST_MS = 600_000;

let bed: RedisBed;

beforeAll(async () => {
  bed = await RedisBed.start();
});

afterAll(() => bed.stop());

it(
  `the store on Redis says and holds what the model does, after every step of ${runs} sequences with seed ${seed}`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 40, size: 'max' }), (commands) =>
        runOnBoth(bed, commands),
      ),
      { seed, numRuns: runs },
    );
  },
  Math.max(AT_LEAST_MS, runs * MOST_MS_A_RUN),
);
