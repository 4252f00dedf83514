import { EventBatch } from '../../../src/core/event-batch';
import type { JobEvent } from '../../../src/core/job-event';
import { EventPacker, type PackedEvents } from '../../../src/core/event-packer';

const event = (job: string, more: Partial<JobEvent> = {}): JobEvent => ({
  ...{ event: 'started', job, queue: 'q', type: 't', at: 1_795_608_000_000 },
  ...{ attempt: 1, durationMs: null, errorCode: null, ...more },
});

function pack(...events: readonly JobEvent[]): readonly PackedEvents[] {
  const packer = new EventPacker();
  events.forEach((one) => packer.add(one, one.job, one.durationMs));
  return packer.take();
}

/** All that batches tell, each event on its own. */
const unpack = (batches: readonly PackedEvents[]) =>
  batches.flatMap(({ count, text }) =>
    new EventBatch(`${count}-0`, count, text).runs.flatMap(({ records, ...run }) =>
      records.map(({ job, number }) => ({
        ...{ event: run.event, job, queue: run.queue, type: run.type, at: run.at, attempt: run.attempt },
        ...{ durationMs: number, errorCode: run.errorCode },
      })),
    ),
  );

describe('packed events', () => {
  it('come out as they went in, whatever differs from one to the next', () => {
    const events = [
      event('a'),
      event('b'),
      event('c', { attempt: 2 }),
      event('d', { queue: 'other' }),
      event('e', { type: '-' }),
      event('f', { at: 1_795_608_000_001 }),
      event('g', { event: 'completed', durationMs: 0 }),
      event('h', { event: 'completed', durationMs: 12 }),
      event('i', { event: 'failed', durationMs: 3, errorCode: 'a b\nc,%20"é"' }),
      event('j', { event: 'failed', durationMs: 3, errorCode: '' }),
      event('k', { event: 'enqueued', attempt: null }),
      event('1:2@x._-', { event: 'cancelled', attempt: null }),
    ];
    const batches = pack(...events);
    expect(batches).toHaveLength(1);
    expect(unpack(batches)).toEqual(events.map((one) => ({ ...one, errorCode: one.errorCode || null })));
  });

  it('take a few bytes beside the id where they are alike', () => {
    const ids = Array.from({ length: 500 }, (_, i) => `job-${1_000 + i}`);
    const [batch] = pack(...ids.map((id) => event(id, { event: 'completed', durationMs: 3 })));
    expect((batch?.text.length ?? NaN) / 500).toBeLessThan('job-1000'.length + 4);
  });

  it('are cut into batches of a bounded size, in order, with a gap where it belongs', () => {
    const packer = new EventPacker();
    const jobs = Array.from({ length: 3_000 }, (_, i) => `n${i}`);
    jobs.forEach((job) =>
      packer.add(event(job, { queue: 'long'.repeat(30), attempt: Number(job.slice(1)) % 7 }), job, null),
    );
    packer.gap(5);
    packer.add(event('last'), 'last', null);
    expect(packer.count).toBe(3_002);
    const batches = packer.take();
    expect(packer.count).toBe(0);
    expect(packer.take()).toEqual([]);
    expect(Math.max(...batches.map(({ text }) => text.length))).toBeLessThan(34_000);
    const told = unpack(batches);
    expect(told.map(({ job }) => job)).toEqual([...jobs, '', 'last']);
    expect(told.at(-2)).toMatchObject({ event: 'gap', at: 5 });
  });

  it('outlive an error code that is no text', () => {
    expect(unpack(pack(event('a', { errorCode: 'x\uD800y' })))[0]?.errorCode).toBe('x\uFFFDy');
  });
});

describe('a batch', () => {
  const [packed] = pack(event('a'), event('b', { event: 'completed', durationMs: 1 }), event('c'));
  const batch = new EventBatch('110-0', 3, packed?.text ?? '');

  it('has an id for each event, the last one its own', () => {
    expect([-1, 0, 1, 2].map((place) => batch.idAt(place))).toEqual(['107-0', '108-0', '109-0', '110-0']);
  });

  it('knows what is behind an id', () => {
    const known = (id: string) => batch.known(id);
    expect(['0-0', '107-0', '108-0', '109-0', '110-0', '111-0'].map(known)).toEqual([0, 0, 1, 2, 3, 3]);
    // Of an earlier release, which gave ids for single events behind those of a batch.
    const single = new EventBatch('110-2', 1, 's 1 q t 1  x');
    expect(['110-0', '110-1', '110-2', '111-0'].map((id) => single.known(id))).toEqual([0, 0, 1, 1]);
    expect(single.idAt(0)).toBe('110-2');
  });

  it.each(['', 'nonsense', '? 1 q t 1  a', 's x q t 1  a', 's 1 q t 1  a b', 's 1 q t', 's 1 q t 1  a\n'])(
    'is a gap where it cannot be read: %j',
    (text) => {
      const { runs } = new EventBatch('7-0', 4, text);
      expect(runs).toMatchObject([{ event: 'gap', from: 0 }]);
      expect(runs[0]?.records).toHaveLength(4);
    },
  );
});
