import { Attempt } from '../../../src/core/attempt';
import type { Clock } from '../../../src/core/clock';
import { noFollowUps } from '../../../src/core/follow-up';
import type { ClaimedJob } from '../../../src/core/job';
import type { JobStore } from '../../../src/core/job-store';
import { RunQueue, type Runnable, type Starter } from '../../../src/core/run-queue';
import { ManualClock } from '../../support/manual-clock';

/** Whose attempts begin and are handed back; what more happens at a start is the test's. */
class Recorder implements Starter {
  readonly started: string[] = [];
  readonly handedBack: string[] = [];

  constructor(private readonly atStart: (id: string) => void = () => undefined) {}

  start({ attempt }: Runnable): void {
    this.started.push(attempt.job.id);
    this.atStart(attempt.job.id);
  }

  handBack({ attempt }: Runnable): void {
    this.handedBack.push(attempt.job.id);
  }
}

const nothing = () => undefined;

function claimedAt(ms: number, id: string): Attempt {
  return new Attempt({ id } as ClaimedJob, ms, Infinity, nothing, nothing, {} as JobStore, noFollowUps);
}

describe('RunQueue', () => {
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock();
  });

  /** Claimed just now. */
  function jobs(...ids: string[]): Runnable[] {
    return ids.map((id) => ({ attempt: claimedAt(clock.monotonic(), id), handler: nothing }));
  }

  /** One whose room is all taken. */
  function full(room = 1): RunQueue {
    const queue = new RunQueue(room, clock);
    queue.take(room);
    return queue;
  }

  it('gives no more room than there is, and what was left again', () => {
    const queue = new RunQueue(3, clock);
    expect([queue.take(2), queue.take(2), queue.take(2)]).toEqual([2, 1, 0]);
    queue.leave();
    expect([queue.take(2), queue.take(2)]).toEqual([1, 0]);
  });

  it('starts those that wait one for each that leaves, first come first served, whosever they are', () => {
    const queue = full(2);
    const [a, b] = [new Recorder(), new Recorder()];
    queue.wait(a, jobs('a1'));
    queue.wait(b, jobs('b1'));
    queue.wait(a, jobs('a2'));
    expect([a.started, b.started]).toEqual([[], []]);
    queue.leave();
    queue.leave();
    expect([a.started, b.started]).toEqual([['a1'], ['b1']]);
    queue.leave();
    expect(a.started).toEqual(['a1', 'a2']);
  });

  it('gives its room to those that wait, not to those that come later', () => {
    const queue = full();
    queue.wait(new Recorder(), jobs('a', 'b'));
    queue.leave();
    expect(queue.take(1)).toBe(0);
    queue.leave();
    expect(queue.take(1)).toBe(0);
    queue.leave();
    expect(queue.take(1)).toBe(1);
  });

  it('starts at once what comes to wait while there is room', () => {
    const queue = new RunQueue(1, clock);
    const own = new Recorder();
    queue.wait(own, jobs('a', 'b'));
    expect(own.started).toEqual(['a']);
    expect(queue.take(1)).toBe(0);
  });

  it('starts one after the other when each ends before its start returns', () => {
    const queue = full();
    let depth = 0;
    let deepest = 0;
    const own: Recorder = new Recorder(() => {
      depth += 1;
      deepest = Math.max(deepest, depth);
      queue.leave();
      depth -= 1;
    });
    const ids = Array.from({ length: 5_000 }, (_, index) => `${index}`);
    queue.wait(own, jobs(...ids));
    queue.leave();
    expect(own.started).toEqual(ids);
    expect(deepest).toBe(1);
    expect([queue.take(2), queue.take(2)]).toEqual([1, 0]);
  });

  it('hands back what found no room in 10 ms, and nothing sooner', async () => {
    const queue = full();
    const own = new Recorder();
    queue.wait(own, jobs('a', 'b'));
    await clock.advance(4);
    queue.wait(own, jobs('c'));
    await clock.advance(5);
    expect(own.handedBack).toEqual([]);
    await clock.advance(1);
    expect(own.handedBack).toEqual(['a', 'b']);
    await clock.advance(4);
    expect(own.handedBack).toEqual(['a', 'b', 'c']);
    queue.leave();
    expect(own.started).toEqual([]);
    expect(queue.take(1)).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('counts the wait from the claim, also where others that waited before have been started', async () => {
    const queue = full();
    const own = new Recorder();
    queue.wait(own, jobs('a'));
    await clock.advance(6);
    queue.leave();
    queue.wait(own, jobs('b'));
    await clock.advance(9);
    expect(own.handedBack).toEqual([]);
    await clock.advance(1);
    expect([own.started, own.handedBack]).toEqual([['a'], ['b']]);
  });

  it('hands back those behind a handler that blocked the event loop, timers and all', () => {
    let now = 0;
    const standing: Clock = { monotonic: () => now, now: () => now, after: () => nothing };
    const queue = new RunQueue(1, standing);
    const own: Recorder = new Recorder(() => {
      now += 6;
      queue.leave();
    });
    queue.take(1);
    queue.wait(own, jobs('a', 'b', 'c', 'd'));
    queue.leave();
    expect([own.started, own.handedBack]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(queue.take(1)).toBe(1);
  });

  it('loses none while time goes on as it looks who waited too long', async () => {
    const queue = full();
    const own = new Recorder();
    queue.wait(own, jobs('a', 'b', 'c'));
    const at = clock.monotonic();
    let looks = 0;
    // On the verge, and past it a few looks later.
    jest.spyOn(clock, 'monotonic').mockImplementation(() => at + ((looks += 1) > 2 ? 10 : 9));
    await clock.advance(10);
    jest.restoreAllMocks();
    await clock.advance(10);
    expect(own.handedBack.sort()).toEqual(['a', 'b', 'c']);
  });

  it('takes out what waits for one starter, and leaves the others’ their places', () => {
    const queue = full();
    const [a, b] = [new Recorder(), new Recorder()];
    queue.wait(a, jobs('a1'));
    queue.wait(b, jobs('b1'));
    queue.wait(a, jobs('a2'));
    queue.clear(a);
    expect(a.handedBack).toEqual(['a1', 'a2']);
    queue.leave();
    expect([a.started, b.started, b.handedBack]).toEqual([[], ['b1'], []]);
  });

  it('leaves no timer behind when nobody waits any more', () => {
    const queue = full();
    const own = new Recorder();
    queue.wait(own, jobs('a', 'b'));
    expect(clock.pending).toBe(1);
    queue.clear(own);
    expect(clock.pending).toBe(0);
  });

  it('may be cleared by a handler that it starts', () => {
    const queue = full();
    const own: Recorder = new Recorder((id) => id === 'a' && queue.clear(own));
    queue.wait(own, jobs('a', 'b', 'c'));
    queue.leave();
    queue.leave();
    expect([own.started, own.handedBack]).toEqual([['a'], ['b', 'c']]);
  });
});
