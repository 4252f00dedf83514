import { Slots } from '../../../src/core/slots';
import { settled } from '../../support/manual-clock';

describe('Slots', () => {
  it('never gives out more than there are', () => {
    const slots = new Slots(5);
    expect([slots.take(3), slots.take(3), slots.take(3)]).toEqual([3, 2, 0]);
    slots.give(1);
    expect(slots.free).toBe(1);
  });

  it('gives nothing while it is overdrawn', () => {
    const slots = new Slots(1);
    slots.take(1);
    slots.overdraw(2);
    slots.give(2);
    expect([slots.free, slots.take(1)]).toEqual([0, 0]);
    slots.give(1);
    expect(slots.take(1)).toBe(1);
  });

  it('asks takers once for all slots of a tick, each in turn first', async () => {
    const slots = new Slots(6);
    const asked: string[] = [];
    slots.onFree(() => asked.push(`a${slots.take(6)}`));
    slots.onFree(() => asked.push(`b${slots.take(6)}`));
    const end = slots.onFree(() => asked.push('c'));
    for (let round = 0; round < 3; round += 1) {
      slots.take(6);
      slots.give(1);
      slots.give(1);
      await settled();
      end();
    }
    expect(asked).toEqual(['a2', 'b2', 'a2']);
  });

  it('asks at once when a share of them is free', () => {
    const slots = new Slots(7);
    slots.take(7);
    const asked: number[] = [];
    slots.onFree(() => asked.push(slots.take(slots.share)));
    slots.give(3);
    expect(asked).toEqual([]);
    slots.give(1);
    expect(asked).toEqual([4]);
  });

  it('becomes more: asks who wants the new ones, by the new share', () => {
    const slots = new Slots(2);
    slots.take(2);
    const asked: number[] = [];
    slots.onFree(() => asked.push(slots.take(slots.share)));
    slots.resize(8);
    expect(asked).toEqual([4]);
    expect([slots.capacity, slots.free]).toEqual([8, 2]);
  });

  it('becomes fewer: those that are out stay out, and none come free until they are no more than that', () => {
    const slots = new Slots(8);
    slots.take(6);
    slots.resize(3);
    expect([slots.share, slots.free, slots.take(1)]).toEqual([2, 0, 0]);
    slots.give(3);
    expect(slots.take(1)).toBe(0);
    slots.give(1);
    expect([slots.take(2), slots.take(1)]).toEqual([1, 0]);
    slots.give(3);
    expect(slots.free).toBe(3);
  });
});
