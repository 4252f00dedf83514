import fc from 'fast-check';
import { RedisBed } from '../support/redis-bed';
import { command } from './commands';
import { runOnBoth } from './redis-pair';
import { chosenRuns, DEFAULT_RUN_MS } from './runs';

const { runs, seed } = chosenRuns(process.env);
const UNLIMITED_MS = 24 * 3_600_000;

let bed: RedisBed;

beforeAll(async () => {
  bed = await RedisBed.start();
});

afterAll(() => bed.stop());

it(
  'the store on Redis says and holds what the model does, after every step of any sequence',
  async () => {
    let sequences = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 40, size: 'max' }), async (commands) => {
        sequences += 1;
        await runOnBoth(bed, commands);
      }),
      {
        seed,
        numRuns: runs ?? 1_000_000,
        ...(runs === null && { interruptAfterTimeLimit: DEFAULT_RUN_MS }),
      },
    );
    console.info(`${sequences} sequences with seed ${seed}`);
    expect(sequences).toBeGreaterThan(0);
  },
  runs === null ? 10 * DEFAULT_RUN_MS : UNLIMITED_MS,
);
