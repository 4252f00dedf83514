import { EventHub } from '../../../src/core/events';
import type { HistoryStore } from '../../../src/core/history-store';
import { bucketOf, type Latencies } from '../../../src/core/latency';
import { LatencyRecorder } from '../../../src/core/latency-recorder';
import { seededRandom } from '../../../src/core/random';
import { ManualClock } from '../../support/manual-clock';

describe('LatencyRecorder', () => {
  let clock: ManualClock;
  let added: Latencies[];
  let refuse: boolean;
  let recorder: LatencyRecorder;

  beforeEach(() => {
    clock = new ManualClock();
    added = [];
    refuse = false;
    const store = {
      namespace: 'n',
      addLatencies: async (latencies: Latencies) => {
        if (refuse) {
          throw new Error('out of reach');
        }
        added.push(latencies);
      },
    } as unknown as HistoryStore;
    recorder = new LatencyRecorder(store, { clock, random: seededRandom(1), events: new EventHub() });
    recorder.start();
  });
  afterEach(() => recorder.stop());

  it('adds what was measured together, and makes no call where nothing was', async () => {
    await clock.advance(5_000);
    expect(added).toEqual([]);
    recorder.measured('wait', 10);
    recorder.measured('wait', 10);
    recorder.measured('run', 700);
    await clock.advance(2_000);
    expect(added).toEqual([{ wait: new Map([[bucketOf(10), 2]]), run: new Map([[bucketOf(700), 1]]) }]);
    await clock.advance(10_000);
    expect(added).toHaveLength(1);
  });

  it('counts nothing twice: what the store did not take is lost', async () => {
    refuse = true;
    recorder.measured('run', 5);
    await clock.advance(3_000);
    refuse = false;
    recorder.measured('run', 90);
    await clock.advance(3_000);
    expect(added).toEqual([{ wait: new Map(), run: new Map([[bucketOf(90), 1]]) }]);
  });

  it('knows for how long nothing was measured', async () => {
    await clock.advance(3_000);
    expect(recorder.idleMs).toBe(3_000);
    recorder.measured('wait', 1);
    expect(recorder.idleMs).toBe(0);
  });
});
