import { ByteBudget } from '../../../src/live-events/byte-budget';

const MIB = 1024 * 1024;

describe('how much one client of events is told', () => {
  it('is 4 MiB at once, then 2 MiB a second, in parts that are worth it', () => {
    let now = 0;
    const budget = new ByteBudget({ monotonic: () => now });
    budget.spend(4 * MIB - 1);
    expect(budget.spent).toBe(false);
    budget.spend(1);
    expect([budget.spent, budget.restored]).toEqual([true, false]);
    now += 400;
    expect([budget.spent, budget.restored]).toEqual([false, false]);
    now += 100;
    expect(budget.restored).toBe(true);
    now += 3_600_000;
    budget.spend(4 * MIB);
    expect(budget.spent).toBe(true);
    let told = 0;
    for (const end = now + 10_000; now < end; now += 10) {
      if (!budget.spent) {
        budget.spend(64 * 1024);
        told += 64 * 1024;
      }
    }
    expect(told).toBeGreaterThan(19 * MIB);
    expect(told).toBeLessThan(21 * MIB);
  });
});
