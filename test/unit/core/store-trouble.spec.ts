import { EventHub } from '../../../src/core/events';
import { seededRandom } from '../../../src/core/random';
import { StoreTrouble } from '../../../src/core/store-trouble';
import { recorded } from '../../support/engine-bed';
import { ManualClock } from '../../support/manual-clock';

describe('StoreTrouble', () => {
  it('waits longer from try to try, up to a second, and begins anew after each outage', async () => {
    const clock = new ManualClock();
    const events = new EventHub();
    const told = recorded(events, 'storeTrouble');
    const over = recorded(events, 'storeRecovered');
    const trouble = new StoreTrouble('here', { clock, events, random: seededRandom(1) });
    const pauses = Array.from({ length: 12 }, () => trouble.failed(new Error('down')));
    expect(pauses[0]).toBeLessThanOrEqual(50);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
    expect(Math.min(...pauses.slice(-5))).toBeGreaterThanOrEqual(500);
    await clock.advance(2_000);
    trouble.ok();
    trouble.ok();
    expect(over).toEqual([{ where: 'here', afterMs: 2_000 }]);
    expect(trouble.failed(new Error('down again'))).toBeLessThanOrEqual(50);
    expect(told).toHaveLength(2);
  });
});
