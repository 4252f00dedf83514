import { slotOf } from '../../../src/persistence/key-slot';
import { SlotMap } from '../../../src/persistence/slot-map';

describe('the slot of a key', () => {
  it.each([
    // The check value of the specification: CRC16("123456789") = 0x31C3.
    ['123456789', 0x31c3],
    ['{123456789}:meta', 0x31c3],
    ['sluice:{123456789}:q:{x}:wake', 0x31c3],
  ])('of %s', (key, slot) => {
    expect(slotOf(key)).toBe(slot);
  });
});

describe('a map of slots', () => {
  const asked = { host: 'asked', port: 1 };

  it('knows who has a slot, also where a node does not know its own address', () => {
    const map = SlotMap.from(
      [
        [0, 99, ['a', 7000, 'id', []], ['b', 7001, 'id', []]],
        [100, 16_383, [null, 7002, 'id', []]],
      ],
      asked,
    );
    expect(map.ownerOf(99)).toEqual({ host: 'a', port: 7000 });
    expect(map.ownerOf(100)).toEqual({ host: 'asked', port: 7002 });
    expect(map.replicas).toEqual([{ host: 'b', port: 7001 }]);
    expect(map.whole).toBe(true);
  });

  it('knows that a slot has nobody, and takes one slot for another node', () => {
    const map = SlotMap.from([[0, 99, ['a', 7000, 'id', []]]], asked);
    expect(map.ownerOf(100)).toBeNull();
    expect(map.whole).toBe(false);
    map.give(5, 5, { host: 'c', port: 7003 });
    expect([4, 5, 6].map((slot) => map.ownerOf(slot)?.host)).toEqual(['a', 'c', 'a']);
    expect(map.primaries).toHaveLength(2);
  });
});
