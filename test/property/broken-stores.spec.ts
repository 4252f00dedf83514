import fc from 'fast-check';
import { BROKEN_SCRIPTS } from '../support/broken-stores/broken-scripts';
import { BROKEN_STORES } from '../support/broken-stores/broken-stores';
import { openMemoryStore } from '../support/memory-bed';
import { RedisBed } from '../support/redis-bed';
import { command, type Command } from './commands';
import { Pair } from './pair';
import { RETENTION, runOnBoth } from './redis-pair';

/** A fixed seed: whether a fault is found must not depend on the day. */
const SEED = 20_261_125;

/** Most are found within some dozens. */
const MOST_RUNS = 2_000;

/** By a step, or by what is looked at when all steps are done (counters of the service's own queues, say). */
const FOUND = /^(after step \d+|answer of )/;

/** The first difference that generated sequences find, null if they find none. */
async function firstDifference(
  run: (commands: readonly Command[]) => Promise<void>,
  numRuns: number,
): Promise<string | null> {
  const sequences = fc.array(command, { minLength: 1, maxLength: 40, size: 'max' });
  const { errorInstance } = await fc.check(fc.asyncProperty(sequences, run), {
    seed: SEED,
    numRuns,
    endOnFailure: true,
  });
  return errorInstance instanceof Error ? errorInstance.message : null;
}

/** Holds a store in memory against the model. */
function runInMemory(made: Parameters<typeof openMemoryStore>[1]) {
  return async (commands: readonly Command[]) => {
    const model = openMemoryStore(RETENTION);
    const other = openMemoryStore(RETENTION, made);
    const pair = new Pair(model, {
      store: other.store,
      schedules: other.schedules,
      setClock: (now) => other.advance(now - other.now()),
      takeToken: async () => undefined,
      limitNamespace: async (concurrency) => {
        other.store.state.concurrency = concurrency;
      },
      check: async () => undefined,
    });
    await pair.run(commands);
  };
}

describe('the property tests catch a store in which', () => {
  it.each(BROKEN_STORES.filter(({ onlyConcurrent }) => onlyConcurrent !== true))('$name', async (made) => {
    expect(await firstDifference(runInMemory(made), 1_000)).toMatch(FOUND);
  });

  it.each(BROKEN_SCRIPTS.filter(({ seldom }) => seldom !== true))('$name (scripts)', async ({ scripts }) => {
    const bed = await RedisBed.start(scripts());
    try {
      expect(await firstDifference((commands) => runOnBoth(bed, commands), MOST_RUNS)).toMatch(FOUND);
    } finally {
      await bed.stop();
    }
  });
});

it('they find no difference between the model and itself', async () => {
  expect(await firstDifference(runInMemory({}), 200)).toBeNull();
});
