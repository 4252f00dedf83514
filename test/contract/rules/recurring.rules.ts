import type { NewJob } from '../../../src/core/job';
import type { EnqueueLimits } from '../../../src/core/enqueue-answer';
import type { Firing, ScheduleChange } from '../../../src/core/schedule-store';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const V = 'digest-aaaaaaaaa';
const OTHER = 'digest-bbbbbbbbb';

function put(bed: Bed, chosen: Partial<ScheduleChange> = {}) {
  return bed.schedules.put({
    ...{ name: 's', definition: '{"x":1}', payload: '[1]', digest: V, paused: false },
    ...{ nextSlot: bed.now() + 100, expected: null },
    ...chosen,
  });
}

interface Run {
  readonly expected: number;
  readonly slot?: number;
  readonly nextSlot?: number | null;
  readonly skipOverlap?: boolean;
  readonly job?: Partial<NewJob>;
  readonly limits?: Partial<EnqueueLimits>;
  readonly version?: string;
}

function run(bed: Bed, { expected, slot = expected, nextSlot = slot + 100, ...chosen }: Run) {
  const firing: Firing = {
    ...{ kind: 'run', name: 's', version: chosen.version ?? V, expected, slot, nextSlot },
    skipOverlap: chosen.skipOverlap ?? false,
    job: newJob(`s@${slot}`, chosen.job),
    limits: { ...NO_LIMITS, ...chosen.limits },
  };
  return bed.schedules.fire(firing);
}

async function read(bed: Bed, name = 's') {
  const { now, schedule } = await bed.schedules.get(name);
  expect(now).toBe(bed.now());
  if (schedule === null) {
    throw new Error(`no schedule ${name}`);
  }
  return schedule;
}

const dueNames = async (bed: Bed, max = 10) => {
  const { schedules, nextDueMs } = await bed.schedules.due(max);
  return [schedules.map(({ name }) => name), nextDueMs];
};

const CREATED = { result: 'ran', answer: { outcome: 'created', state: 'queued' } };

export const recurringRules: readonly Rule[] = [
  {
    name: 'a schedule is told as it was put, whatever its name and payload',
    check: async (bed) => {
      expect(await bed.schedules.get('s')).toEqual({ now: bed.now(), schedule: null });
      const payload = JSON.stringify({ 'é\u0000"': 'x'.repeat(3_000), n: [] });
      expect(await put(bed, { name: '__proto__', payload })).toBe('created');
      expect(await read(bed, '__proto__')).toEqual({
        ...{ name: '__proto__', definition: '{"x":1}', payload, version: V, paused: false, pausedAt: null },
        ...{ nextSlot: bed.now() + 100, createdAt: bed.now(), updatedAt: bed.now() },
        ...{ lastRun: null, lastSkip: null, held: null },
      });
    },
  },
  {
    name: 'schedules are listed by name, page by page, without payloads',
    check: async (bed) => {
      for (const name of ['b', 'a:1', 'c', 'a']) {
        await put(bed, { name });
      }
      const first = await bed.schedules.list(null, 2);
      expect(first.now).toBe(bed.now());
      expect(first.schedules.map(({ name }) => name)).toEqual(['a', 'a:1']);
      expect(first.schedules[0]).not.toHaveProperty('payload');
      expect(first.schedules[0]).toMatchObject({ definition: '{"x":1}', version: V });
      const rest = (await bed.schedules.list('a:1', 10)).schedules.map(({ name }) => name);
      expect(rest).toEqual(['b', 'c']);
    },
  },
  {
    name: 'a schedule is replaced only as the version that the caller knows; the same again is no change',
    check: async (bed) => {
      expect(await put(bed, { expected: OTHER })).toBe('stale');
      await put(bed);
      const at = bed.now();
      await bed.advance(10);
      expect(await put(bed, { nextSlot: 5 })).toBe('replaced'); // sent again: nothing changes
      expect(await read(bed)).toMatchObject({ nextSlot: at + 100, updatedAt: at });
      expect(await put(bed, { digest: OTHER, expected: OTHER.replace('b', 'c') })).toBe('stale');
      expect(await put(bed, { digest: OTHER, expected: null })).toBe('stale');
      expect(await put(bed, { digest: OTHER, definition: '{}', expected: V, nextSlot: at + 7 })).toBe(
        'replaced',
      );
      expect(await read(bed)).toMatchObject({
        ...{ definition: '{}', version: OTHER, nextSlot: at + 7, createdAt: at, updatedAt: at + 10 },
      });
      const both = ['digest-ccccccccc', 'digest-ddddddddd'].map((digest) =>
        put(bed, { digest, expected: OTHER }),
      );
      expect((await Promise.all(both)).sort()).toEqual(['replaced', 'stale']);
    },
  },
  {
    name: 'a replacement can keep the next slot, also one that is due',
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(150);
      await put(bed, { digest: OTHER, expected: V, nextSlot: 'keep' });
      expect(await dueNames(bed)).toEqual([['s'], null]);
      expect((await read(bed)).nextSlot).toBe(slot);
    },
  },
  {
    name: 'due is what the clock says, the longest due first, and when there is more',
    check: async (bed) => {
      expect(await dueNames(bed)).toEqual([[], null]);
      await put(bed, { name: 'later', nextSlot: bed.now() + 300 });
      await put(bed, { name: 'second', nextSlot: bed.now() + 100 });
      await put(bed, { name: 'first', nextSlot: bed.now() + 99 });
      await put(bed, { name: 'over', nextSlot: null });
      expect(await dueNames(bed)).toEqual([[], 99]);
      await bed.advance(100);
      expect(await dueNames(bed)).toEqual([['first', 'second'], 200]);
      expect(await dueNames(bed, 1)).toEqual([['first'], 200]);
      const { schedules } = await bed.schedules.due(1);
      expect(schedules[0]).toEqual(await read(bed, 'first'));
    },
  },
  {
    name: 'due payloads of more than a MiB come over several calls',
    check: async (bed) => {
      const payload = JSON.stringify('x'.repeat(700_000));
      for (const name of ['a', 'b', 'c']) {
        await put(bed, { name, payload });
      }
      await bed.advance(100);
      expect(await dueNames(bed)).toEqual([['a', 'b'], null]);
    },
  },
  {
    name: 'a fired slot makes its job and moves on, in one step',
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(105);
      expect(await run(bed, { expected: slot, job: { payload: '{"a":1}', queue: 'q' } })).toEqual(CREATED);
      expect(await bed.get(`s@${slot}`)).toMatchObject({ state: 'queued', payload: '{"a":1}', queue: 'q' });
      expect(await read(bed)).toMatchObject({
        ...{ nextSlot: slot + 100, lastSkip: null, held: null },
        lastRun: { jobId: `s@${slot}`, slot, at: bed.now() },
      });
      expect(await dueNames(bed)).toEqual([[], 95]);
      expect((await bed.counters()).enqueued).toBe(1);
      expect(await bed.claimIds()).toEqual([`s@${slot}`]);
    },
  },
  {
    name: 'of many who fire a slot one does, and nobody fires it again',
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(100);
      const answers = await Promise.all(Array.from({ length: 8 }, () => run(bed, { expected: slot })));
      expect(answers.filter(({ result }) => result === 'ran')).toHaveLength(1);
      expect(answers.filter(({ result }) => result === 'moved')).toHaveLength(7);
      expect(await run(bed, { expected: slot })).toEqual({ result: 'moved' });
      expect((await bed.counters()).enqueued).toBe(1);
    },
  },
  {
    name: 'a slot of a schedule that is gone, changed or paused is not fired',
    check: async (bed) => {
      const slot = bed.now() + 100;
      expect(await run(bed, { expected: slot })).toEqual({ result: 'moved' });
      await put(bed);
      expect(await run(bed, { expected: slot, version: OTHER })).toEqual({ result: 'moved' });
      await bed.schedules.pause('s');
      expect(await run(bed, { expected: slot })).toEqual({ result: 'moved' });
      expect(await run(bed, { expected: slot, version: `${V}~` })).toEqual({ result: 'moved' });
      await bed.schedules.remove('s', null);
      expect(await run(bed, { expected: slot })).toEqual({ result: 'moved' });
      expect((await bed.counters()).enqueued).toBe(0);
    },
  },
  {
    name: 'a schedule whose times are over is due no more',
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(1_000);
      expect(await run(bed, { expected: slot, nextSlot: null })).toEqual(CREATED);
      expect((await read(bed)).nextSlot).toBeNull();
      expect(await dueNames(bed)).toEqual([[], null]);
    },
  },
  {
    name: 'a slot is passed over while the last job is not final, if it is to be',
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(100);
      await run(bed, { expected: slot });
      await bed.advance(100);
      const next = slot + 100;
      expect(await run(bed, { expected: next, skipOverlap: true })).toEqual({
        result: 'passed',
        reason: 'overlap',
      });
      expect(await read(bed)).toMatchObject({
        ...{
          nextSlot: next + 100,
          lastRun: { slot },
          lastSkip: { slot: next, at: bed.now(), reason: 'overlap' },
        },
      });
      expect(await run(bed, { expected: next + 100 })).toEqual(CREATED); // overlap allowed
      for (const _ of [1, 2]) {
        const [job] = await bed.claim({ max: 1 });
        await bed.complete({ id: job!.id, token: job!.token });
      }
      expect(await run(bed, { expected: next + 200, skipOverlap: true })).toEqual(CREATED);
    },
  },
  {
    name: 'the last job may be gone from the store: then it is final',
    retention: { ms: 10 },
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(100);
      await run(bed, { expected: slot });
      await bed.complete(await bed.startKnown(`s@${slot}`));
      await bed.advance(100);
      await bed.store.trim(10, false);
      expect(await bed.state(`s@${slot}`)).toBeNull();
      expect(await run(bed, { expected: slot + 100, skipOverlap: true })).toEqual(CREATED);
    },
  },
  {
    name: 'missed slots are passed over, with or without a run of the latest',
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(450);
      const ran = await run(bed, { expected: slot, slot: slot + 300 });
      expect(ran).toEqual(CREATED);
      expect(await read(bed)).toMatchObject({
        ...{ nextSlot: slot + 400, lastRun: { slot: slot + 300 } },
        lastSkip: { slot, at: bed.now(), reason: 'missed' },
      });
      await bed.advance(450);
      const pass: Firing = {
        ...{ kind: 'pass', name: 's', version: V, expected: slot + 400, nextSlot: slot + 900 },
      };
      expect(await bed.schedules.fire(pass)).toEqual({ result: 'passed', reason: 'missed' });
      expect(await bed.schedules.fire(pass)).toEqual({ result: 'moved' });
      expect(await read(bed)).toMatchObject({
        ...{ nextSlot: slot + 900, lastSkip: { slot: slot + 400, reason: 'missed' } },
      });
      expect((await bed.counters()).enqueued).toBe(1);
    },
  },
  {
    name: 'a full queue holds the slot, until it fits or the next one comes',
    check: async (bed) => {
      const slot = bed.now() + 1_000;
      await put(bed, { nextSlot: slot });
      await bed.add('filler');
      await bed.advance(1_000);
      const full = { limits: { maxDepth: 1 }, nextSlot: slot + 1_000 };
      expect(await run(bed, { expected: slot, ...full })).toEqual({ result: 'held' });
      const heldAt = bed.now();
      expect(await read(bed)).toMatchObject({
        ...{ nextSlot: slot, lastRun: null, lastSkip: null },
        held: { slot, at: heldAt, reason: 'queue_full' },
      });
      const [due, wait] = await dueNames(bed);
      expect(due).toEqual([]); // not at once again: nobody polls hot
      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(1_000);
      await bed.advance(Number(wait));
      expect((await dueNames(bed))[0]).toEqual(['s']);
      expect(await run(bed, { expected: slot, ...full })).toEqual({ result: 'held' });
      expect((await read(bed)).held?.at).toBe(heldAt);
      await bed.store.cancel(['filler']);
      expect(await run(bed, { expected: slot, slot: slot + 1_000, limits: full.limits })).toEqual(CREATED);
      expect(await read(bed)).toMatchObject({
        ...{ held: null, lastRun: { slot: slot + 1_000 }, lastSkip: { slot, reason: 'queue_full' } },
      });
    },
  },
  {
    name: 'a held slot is looked at again when it is told, and a new definition lets go of it',
    check: async (bed) => {
      const slot = bed.now() + 100;
      await put(bed);
      await bed.advance(100);
      const hold: Firing = { kind: 'hold', name: 's', version: V, expected: slot, holdMs: 60_000 };
      expect(await bed.schedules.fire(hold)).toEqual({ result: 'held' });
      expect((await read(bed)).held).toEqual({ slot, at: bed.now(), reason: 'unreadable' });
      expect(await dueNames(bed)).toEqual([[], 60_000]);
      await put(bed, { digest: OTHER, expected: V, nextSlot: slot + 50 });
      expect((await read(bed)).held).toBeNull();
      expect(await dueNames(bed)).toEqual([[], 50]);
    },
  },
  {
    name: 'the job of a slot that is there already is not made twice; a foreign job with its id is left alone',
    check: async (bed) => {
      const slot = bed.now() + 100;
      const hash = { contentHash: 'aaaaaaaaaaa' };
      await put(bed);
      await bed.enqueue([
        newJob(`s@${slot}`, hash),
        newJob(`s@${slot + 100}`, { contentHash: 'bbbbbbbbbbb' }),
      ]);
      await bed.advance(200);
      expect(await run(bed, { expected: slot, job: hash })).toMatchObject({
        ...{ result: 'ran', answer: { outcome: 'duplicate' } },
      });
      expect(await run(bed, { expected: slot + 100, job: hash })).toEqual({
        result: 'passed',
        reason: 'id_taken',
      });
      expect(await read(bed)).toMatchObject({
        ...{ nextSlot: slot + 200, lastRun: { slot }, lastSkip: { slot: slot + 100, reason: 'id_taken' } },
      });
      expect((await bed.counters()).enqueued).toBe(2);
    },
  },
  {
    name: 'a slot whose dedup key is held makes no job, and names the one that holds it',
    check: async (bed) => {
      const slot = bed.now() + 100;
      const dedup = { key: 'k', until: 'finished', ttlMs: null } as const;
      await put(bed);
      await bed.add('holder', { dedup });
      await bed.advance(100);
      expect(await run(bed, { expected: slot, job: { dedup } })).toMatchObject({
        ...{ result: 'ran', answer: { outcome: 'duplicate', holder: 'holder' } },
      });
      expect(await read(bed)).toMatchObject({ nextSlot: slot + 100, lastRun: { jobId: 'holder', slot } });
      expect(await bed.state(`s@${slot}`)).toBeNull();
      const skipping = { expected: slot + 100, skipOverlap: true };
      expect(await run(bed, skipping)).toEqual({ result: 'passed', reason: 'overlap' });
    },
  },
  {
    name: 'a run that was asked for is besides the slots, paused or not, and refused as any enqueue',
    check: async (bed) => {
      await put(bed);
      const next = (await read(bed)).nextSlot;
      const now = (id: string, limits: Partial<EnqueueLimits> = {}, version = V) =>
        bed.schedules.fire({
          ...{ kind: 'now', name: 's', version, job: newJob(id), limits: { ...NO_LIMITS, ...limits } },
        });
      expect(await now('n1')).toEqual(CREATED);
      expect(await read(bed)).toMatchObject({
        ...{ nextSlot: next, lastRun: { jobId: 'n1', slot: null, at: bed.now() } },
      });
      await bed.advance(5);
      expect(await now('n1')).toMatchObject({ result: 'ran', answer: { outcome: 'duplicate' } });
      expect((await read(bed)).lastRun?.at).toBe(bed.now() - 5);
      expect(await now('n2', { maxDepth: 1 })).toMatchObject({
        ...{ result: 'refused', answer: { outcome: 'queue_full', limit: 'depth' } },
      });
      expect((await read(bed)).lastRun?.jobId).toBe('n1');
      await bed.schedules.pause('s');
      expect(await now('n3')).toEqual({ result: 'moved' });
      expect(await now('n3', {}, `${V}~`)).toEqual(CREATED);
      expect((await read(bed)).nextSlot).toBeNull();
    },
  },
  {
    name: 'pause and resume can be repeated, and what was due meanwhile is not run',
    check: async (bed) => {
      expect(await bed.schedules.pause('s')).toBe('not_found');
      expect(await bed.schedules.resume('s', V, 1)).toBe('not_found');
      await put(bed);
      const at = bed.now();
      expect(await bed.schedules.pause('s')).toBe('paused');
      await bed.advance(500);
      expect(await bed.schedules.pause('s')).toBe('paused');
      expect(await read(bed)).toMatchObject({ paused: true, pausedAt: at, version: `${V}~`, nextSlot: null });
      expect(await dueNames(bed)).toEqual([[], null]);
      expect(await bed.schedules.resume('s', V, at + 600)).toBe('stale');
      expect(await bed.schedules.resume('s', `${V}~`, at + 600)).toBe('resumed');
      expect(await read(bed)).toMatchObject({
        paused: false,
        pausedAt: null,
        version: V,
        nextSlot: at + 600,
      });
      expect(await bed.schedules.resume('s', `${V}~`, at + 900)).toBe('resumed');
      expect((await read(bed)).nextSlot).toBe(at + 600);
      expect(await put(bed, { digest: V, paused: true, expected: V })).toBe('replaced');
      expect(await read(bed)).toMatchObject({ paused: true, pausedAt: bed.now(), nextSlot: null });
    },
  },
  {
    name: 'a removed schedule leaves its jobs and nothing else',
    check: async (bed) => {
      const slot = bed.now() + 100;
      expect(await bed.schedules.remove('s', null)).toBe('not_found');
      await put(bed);
      await bed.advance(100);
      await run(bed, { expected: slot });
      expect(await bed.schedules.remove('s', OTHER)).toBe('stale');
      expect(await bed.schedules.remove('s', V)).toBe('removed');
      expect(await bed.schedules.get('s')).toEqual({ now: bed.now(), schedule: null });
      expect((await bed.schedules.list(null, 10)).schedules).toEqual([]);
      expect(await dueNames(bed)).toEqual([[], null]);
      expect(await bed.state(`s@${slot}`)).toBe('queued');
      await put(bed);
      expect((await read(bed)).lastRun).toBeNull();
    },
  },
];
