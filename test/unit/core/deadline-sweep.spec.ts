import { DeadlineSweep } from '../../../src/core/deadline-sweep';
import { ManualClock } from '../../support/manual-clock';

describe('DeadlineSweep', () => {
  interface Item {
    name: string;
    at: number;
  }

  function bed() {
    const clock = new ManualClock();
    const items = new Set<Item>();
    const due: string[] = [];
    const sweep = new DeadlineSweep<Item>(
      clock,
      items,
      (item) => item.at,
      (item) => {
        items.delete(item);
        due.push(`${item.name}@${clock.monotonic()}`);
      },
    );
    const add = (name: string, at: number) => {
      const item = { name, at };
      items.add(item);
      sweep.watch(at);
      return item;
    };
    return { clock, due, add, sweep };
  }

  it('finds each item at its deadline, whatever the order of watching', async () => {
    const { clock, due, add } = bed();
    add('late', 300);
    add('early', 100);
    add('middle', 200);
    await clock.advance(1_000);
    expect(due).toEqual(['early@100', 'middle@200', 'late@300']);
  });

  it('uses one timer, and none for items that only move later', async () => {
    const { clock, due, add } = bed();
    const item = add('moved', 100);
    add('other', 5_000);
    item.at = 900;
    expect(clock.pending).toBe(1);
    await clock.advance(899);
    expect(due).toEqual([]);
    await clock.advance(1);
    expect(due).toEqual(['moved@900']);
  });

  it('leaves no timer behind', async () => {
    const { clock, due, add, sweep } = bed();
    add('never', 100);
    sweep.stop();
    expect(clock.pending).toBe(0);
    await clock.advance(200);
    expect(due).toEqual([]);
  });
});
