import { StoreUnavailableError } from '../../../src/core/errors';
import { EventBatch } from '../../../src/core/event-batch';
import { QUIET_MS, type EventFeed } from '../../../src/core/event-feed';
import type { EventHead } from '../../../src/core/job-event';
import { EventLine } from '../../../src/core/event-line';
import type { PackedEvents } from '../../../src/core/event-packer';
import { ManualClock } from '../../support/manual-clock';

/** A feed that says what it is told to, and keeps what it was sent. */
class ScriptedFeed implements Pick<EventFeed, 'publish'> {
  listened = true;
  down = false;
  readonly calls: (readonly PackedEvents[])[] = [];

  publish(events: readonly PackedEvents[]): Promise<boolean> {
    this.calls.push(events);
    return this.down ? Promise.reject(new StoreUnavailableError('away')) : Promise.resolve(this.listened);
  }

  /** All that was taken, by the jobs' ids. */
  get told(): string[] {
    return this.calls
      .flat()
      .flatMap(({ count, text }) =>
        new EventBatch(`${count}-0`, count, text).runs.flatMap(({ event, records }) =>
          event === 'gap' ? [event] : records.map(({ job }) => job),
        ),
      );
  }
}

const head: EventHead = {
  ...{ event: 'enqueued', queue: 'q', type: 't', at: 0 },
  ...{ attempt: null, errorCode: null },
};

let clock: ManualClock;
let feed: ScriptedFeed;
let line: EventLine;

beforeEach(() => {
  clock = new ManualClock();
  feed = new ScriptedFeed();
  line = new EventLine(feed, clock);
});

describe('the way of events to the feed', () => {
  it('calls nobody before something happens, and publishes the first event, too', async () => {
    await clock.advance(10_000);
    expect(feed.calls).toEqual([]);
    line.add(head, 'a');
    await clock.advance(0);
    expect(feed.told).toEqual(['a']);
  });

  it('sends events that come together in one call', async () => {
    line.add(head, 'first');
    await clock.advance(0);
    const before = feed.calls.length;
    for (let i = 0; i < 100; i += 1) {
      line.add(head, `n${i}`);
    }
    await clock.advance(100);
    expect(feed.calls.length).toBe(before + 1);
    expect(feed.told.length).toBe(101);
  });

  it('asks once in a while only, and sends no events, while nobody listens', async () => {
    feed.listened = false;
    for (let ms = 0; ms < 4 * QUIET_MS; ms += 1) {
      line.add(head, `n${ms}`);
      await clock.advance(1);
    }
    expect(feed.told).toEqual([]);
    expect(feed.calls.length).toBeLessThanOrEqual(5);
    feed.listened = true;
    await clock.advance(QUIET_MS);
    line.add(head, 'heard');
    await clock.advance(0);
    expect(feed.told).toEqual(['heard']); // no gap: the feed itself tells a new listener
  });

  it('says gap, before what comes next, once the store takes events again', async () => {
    line.add(head, 'a');
    await clock.advance(0);
    feed.down = true;
    line.add(head, 'lost');
    await clock.advance(100);
    expect(line.quiet).toBe(true);
    line.add(head, 'lost too');
    feed.down = false;
    feed.calls.length = 0;
    await clock.advance(QUIET_MS);
    line.add(head, 'b');
    await clock.advance(0);
    expect(feed.told).toEqual(['gap', 'b']);
  });

  it('holds a bounded number of events, and says gap for the others', async () => {
    line.add(head, 'a');
    await clock.advance(0);
    for (let i = 0; i < 25_000; i += 1) {
      line.add(head, `n${i}`);
    }
    await clock.advance(1_000);
    line.add(head, 'b');
    await clock.advance(1_000);
    expect(feed.told.slice(-2)).toEqual(['gap', 'b']);
    expect(feed.told.length).toBeLessThan(25_000);
    expect(Math.max(...feed.calls.flat().map(({ count }) => count))).toBeLessThanOrEqual(1_000);
  });

  it('sends what is left at the stop, and leaves no timer', async () => {
    line.add(head, 'a');
    await clock.advance(0);
    line.add(head, 'b');
    await line.stop();
    expect(feed.told).toEqual(['a', 'b']);
    feed.listened = false;
    line.add(head, 'c');
    await line.stop();
    expect(clock.pending).toBe(0);
  });
});
