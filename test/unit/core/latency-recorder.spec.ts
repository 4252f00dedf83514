import { EventHub } from '../../../src/core/events';
import type { HistoryStore, QueueMeasured } from '../../../src/core/history-store';
import { bucketOf, type Latencies } from '../../../src/core/latency';
import { LatencyRecorder } from '../../../src/core/latency-recorder';
import { seededRandom } from '../../../src/core/random';
import { ManualClock } from '../../support/manual-clock';

describe('LatencyRecorder', () => {
  let clock: ManualClock;
  let added: [Latencies, ReadonlyMap<string, QueueMeasured>][];
  let refuse: boolean;
  let recorder: LatencyRecorder;

  beforeEach(() => {
    clock = new ManualClock();
    added = [];
    refuse = false;
    const store = {
      namespace: 'n',
      addMeasured: async (latencies: Latencies, queues: ReadonlyMap<string, QueueMeasured>) => {
        if (refuse) {
          throw new Error('out of reach');
        }
        added.push([latencies, queues]);
      },
    } as unknown as HistoryStore;
    recorder = new LatencyRecorder(store, { clock, random: seededRandom(1), events: new EventHub() });
    recorder.start();
  });
  afterEach(() => recorder.stop());

  it('adds what was measured together, and makes no call where nothing was', async () => {
    await clock.advance(5_000);
    expect(added).toEqual([]);
    recorder.measured('wait', 'a', 10);
    recorder.measured('wait', 'b', 10);
    recorder.measured('run', 'a', 700);
    recorder.failed('a', 'timeout');
    recorder.failed('a', 'timeout');
    await clock.advance(2_000);
    const once = (ms: number) => new Map([[bucketOf(ms), 1]]);
    expect(added).toEqual([
      [
        { wait: new Map([[bucketOf(10), 2]]), run: once(700) },
        new Map([
          ['a', { latencies: { wait: once(10), run: once(700) }, errors: new Map([['timeout', 2]]) }],
          ['b', { latencies: { wait: once(10), run: new Map() }, errors: new Map() }],
        ]),
      ],
    ]);
    await clock.advance(10_000);
    expect(added).toHaveLength(1);
  });

  it('counts nothing twice: what the store did not take is lost', async () => {
    refuse = true;
    recorder.measured('run', 'q', 5);
    await clock.advance(3_000);
    refuse = false;
    recorder.measured('run', 'q', 90);
    await clock.advance(3_000);
    expect(added.map(([all]) => all)).toEqual([{ wait: new Map(), run: new Map([[bucketOf(90), 1]]) }]);
  });

  it('holds a bounded number of queues and codes; what comes beyond counts for the namespace', async () => {
    for (let i = 0; i < 300; i += 1) {
      recorder.measured('run', `q${i}`, 5);
      recorder.failed('q0', `code${i}`);
    }
    await clock.advance(2_000);
    const [[all, queues] = []] = added;
    expect(all?.run).toEqual(new Map([[bucketOf(5), 300]]));
    expect(queues?.size).toBe(200);
    expect(queues?.get('q0')?.errors.size).toBe(50);
  });

  it('knows for how long nothing was measured', async () => {
    await clock.advance(3_000);
    expect(recorder.idleMs).toBe(3_000);
    recorder.measured('wait', 'q', 1);
    expect(recorder.idleMs).toBe(0);
  });
});
