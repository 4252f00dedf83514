import { QueuePicker } from '../../../src/core/queue-picker';

describe('QueuePicker', () => {
  it('passes all queues on', () => {
    expect(new QueuePicker('*').next()).toBe('*');
  });

  it('puts each queue first as often as its weight says, well mixed', () => {
    const picker = new QueuePicker([
      { queue: 'a', weight: 5 },
      { queue: 'b', weight: 1 },
      { queue: 'c', weight: 1 },
    ]);
    const firsts = Array.from({ length: 14 }, () => {
      const order = picker.next();
      return order === '*' ? '*' : order[0]?.queue;
    });
    // The example of nginx's smooth weighted round robin.
    expect(firsts.join('')).toBe('aabacaa'.repeat(2));
  });

  it('names every queue in each order, with its own weight', () => {
    const selection = [
      { queue: 'low', weight: 1 },
      { queue: 'high', weight: 9 },
    ];
    const order = new QueuePicker(selection).next();
    expect(order).toEqual([selection[1], selection[0]]);
  });
});
