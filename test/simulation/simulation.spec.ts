import { Prefetch } from '../../src/core/prefetch';
import { makePlan } from './make-plan';
import { simulate } from './simulate';

/** A small slice of what `npm run simulate` does. */
const SEEDS = 60;

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

describe(`simulated clusters, seeds 1 to ${SEEDS}`, () => {
  test('keep every promise through all of their faults, and finish all work after them', async () => {
    const waitedInVain = jest.spyOn(Prefetch.prototype, 'handedBack');
    const broken: string[] = [];
    let attempts = 0;
    for (const seed of seeds) {
      const { violation, executions } = await simulate(makePlan(seed));
      attempts += executions;
      if (violation !== null) {
        broken.push(`npm run simulate -- --seed ${seed}: ${violation.message}`);
      }
    }
    expect(broken).toEqual([]);
    expect(attempts).toBeGreaterThan(10 * SEEDS);
    // Workers claimed ahead, and handed some of that back.
    expect(waitedInVain.mock.calls.length).toBeGreaterThan(20);
    waitedInVain.mockRestore();
  });

  test('happen the same way each time', async () => {
    for (const seed of seeds.slice(0, 5)) {
      const lines: string[] = [];
      const again: string[] = [];
      const first = await simulate(makePlan(seed), undefined, (line) => lines.push(line));
      const second = await simulate(makePlan(seed), undefined, (line) => again.push(line));
      // Thousands: held against each other as they are.
      expect(again.find((line, index) => line !== lines[index])).toBeUndefined();
      expect(again).toHaveLength(lines.length);
      expect(second).toEqual(first);
      expect(lines.length).toBeGreaterThan(100);
    }
  });

  test('know no other time and no other chance than their own', async () => {
    const real = [
      jest.spyOn(globalThis, 'setTimeout'),
      jest.spyOn(Date, 'now'),
      jest.spyOn(performance, 'now'),
      jest.spyOn(Math, 'random'),
    ];
    const { executions } = await simulate(makePlan(1));
    const calls = real.map((spy) => spy.mock.calls.length);
    real.forEach((spy) => spy.mockRestore());
    expect(calls).toEqual([0, 0, 0, 0]);
    expect(executions).toBeGreaterThan(0);
  });

  test('differ from seed to seed', async () => {
    const hashes = await Promise.all(
      seeds.slice(0, 5).map(async (seed) => (await simulate(makePlan(seed))).hash),
    );
    expect(new Set(hashes).size).toBe(5);
  });
});
