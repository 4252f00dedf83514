import { QueuePicker } from '../../../src/core/queue-picker';

const NAMED = [
  { queue: 'heavy', weight: 100 },
  { queue: 'light', weight: 1 },
];

function next(picker: QueuePicker, max: number) {
  const order = picker.next(max);
  return order === '*' ? [] : order;
}

describe('QueuePicker', () => {
  it('passes all queues on', () => {
    expect(new QueuePicker('*').next(1)).toBe('*');
  });

  it.each([1, 2, 7, 8, 14, 100])(
    'puts each queue first as often as its weight says, well mixed, in claims of %i',
    (max) => {
      const picker = new QueuePicker([
        { queue: 'a', weight: 5 },
        { queue: 'b', weight: 1 },
        { queue: 'c', weight: 1 },
      ]);
      const firsts = Array.from({ length: 14 }, () => next(picker, max)[0]?.queue);
      // The example of nginx's smooth weighted round robin.
      expect(firsts.join('')).toBe('aabacaa'.repeat(2));
    },
  );

  it('names every queue in each order, with its turns in a claim of that size', () => {
    const picker = new QueuePicker(NAMED);
    expect(next(picker, 1)).toEqual([
      { queue: 'heavy', weight: 1 },
      { queue: 'light', weight: 0 },
    ]);
    expect(next(new QueuePicker(NAMED), 202).map(({ weight }) => weight)).toEqual([200, 2]);
  });

  it.each([1, 2, 5, 8, 101, 250])('gives exact shares over claims of %i jobs', (max) => {
    const picker = new QueuePicker(NAMED);
    const turns = new Map<string, number>();
    for (let claim = 0; claim < 101; claim += 1) {
      const order = next(picker, max);
      expect(order.reduce((sum, { weight }) => sum + weight, 0)).toBe(max);
      order.forEach(({ queue, weight }) => turns.set(queue, (turns.get(queue) ?? 0) + weight));
    }
    expect(Object.fromEntries(turns)).toEqual({ heavy: 100 * max, light: max });
  });

  it('keeps the order given, without turns, where it is strict', () => {
    const strict = ['b', 'a', 'c'].map((queue) => ({ queue, weight: 0 }));
    const picker = new QueuePicker(strict);
    expect([next(picker, 1), next(picker, 7)]).toEqual([strict, strict]);
  });
});
