import fc from 'fast-check';
import type { NewJob } from '../../src/core/job';
import { versionOf, type ScheduleLookup, type ScheduleStore } from '../../src/core/schedule-store';
import { NO_LIMITS } from '../support/job-builder';

/** Odd ones, as they are just names. */
const NAMES = ['s', 'a:1', '__proto__'] as const;
const DIGESTS = ['digest-aaaaaaaaa', 'digest-bbbbbbbbb'] as const;

/** What the caller presents: what is there, or something else. */
interface Presenting {
  readonly name: string;
  readonly current: boolean;
}

/**
 * What is done to the schedules of both stores alike. Times are relative to now, or to the slot that the schedule
 * has.
 */
export type ScheduleCommand =
  | (Presenting & {
      readonly do: 'put';
      readonly digest: string;
      readonly paused: boolean;
      readonly nextIn: number | null | 'keep';
    })
  | (Presenting & { readonly do: 'remove' | 'pause' })
  | (Presenting & { readonly do: 'resume'; readonly nextIn: number | null })
  | (Presenting & {
      readonly do: 'run';
      readonly skipped: number;
      readonly nextIn: number | null;
      readonly skipOverlap: boolean;
      readonly maxDepth: number;
    })
  | (Presenting & { readonly do: 'pass'; readonly nextIn: number | null })
  | (Presenting & { readonly do: 'hold'; readonly holdMs: number })
  | (Presenting & { readonly do: 'now'; readonly maxDepth: number })
  | (Presenting & { readonly do: 'page'; readonly max: number });

const presenting = {
  name: fc.constantFrom(...NAMES),
  current: fc.constantFrom(true, true, true, true, false),
};
const nextIn = fc.constantFrom(null, 1, 50, 50, 400, 1_000, 5_000);
const maxDepth = fc.constantFrom(0, 1, 2, 1_000, 1_000, 1_000);
const command = <K extends ScheduleCommand['do'], R>(kind: K, rest: { [P in keyof R]: fc.Arbitrary<R[P]> }) =>
  fc.record({ do: fc.constant(kind), ...presenting, ...rest });

export const scheduleCommand = fc.oneof(
  {
    weight: 5,
    arbitrary: command('put', {
      digest: fc.constantFrom(...DIGESTS),
      paused: fc.constantFrom(false, false, false, true),
      nextIn: fc.constantFrom(null, 'keep' as const, 0, 50, 50, 400, 1_000),
    }),
  },
  { weight: 1, arbitrary: command('remove', {}) },
  { weight: 1, arbitrary: command('pause', {}) },
  { weight: 2, arbitrary: command('resume', { nextIn }) },
  {
    weight: 8,
    arbitrary: command('run', {
      skipped: fc.constantFrom(0, 0, 0, 50),
      nextIn,
      skipOverlap: fc.boolean(),
      maxDepth,
    }),
  },
  { weight: 1, arbitrary: command('pass', { nextIn }) },
  { weight: 1, arbitrary: command('hold', { holdMs: fc.constantFrom(50, 60_000) }) },
  { weight: 2, arbitrary: command('now', { maxDepth }) },
  { weight: 1, arbitrary: command('page', { max: fc.constantFrom(1, 2, 10) }) },
) as fc.Arbitrary<ScheduleCommand>;

/** Does it to one store. @param known what is there before. */
export async function runScheduleCommand(
  store: ScheduleStore,
  command: ScheduleCommand,
  job: NewJob,
  { now, schedule }: ScheduleLookup,
): Promise<unknown> {
  const { name, current } = command;
  const version = current && schedule !== null ? schedule.version : 'other-version';
  const expected = schedule?.nextSlot ?? now;
  const at = (ms: number | null) => (ms === null ? null : now + ms);
  const limits = (depth: number) => ({ ...NO_LIMITS, maxDepth: depth });
  switch (command.do) {
    case 'put': {
      const { digest, paused } = command;
      const before = current ? (schedule?.version ?? null) : 'other-version';
      // Only a schedule that goes on has a slot to keep.
      const keeps = schedule !== null && !schedule.paused && !paused;
      const next = command.nextIn === 'keep' ? (keeps ? 'keep' : null) : at(command.nextIn);
      const said = {
        definition: JSON.stringify(digest),
        payload: job.payload,
        digest: digestOf(digest, job),
      };
      return store.put({ name, ...said, paused, nextSlot: next, expected: before });
    }
    case 'remove':
      return store.remove(name, current ? (schedule?.version ?? null) : 'other-version');
    case 'pause':
      return store.pause(name);
    case 'resume':
      return store.resume(name, version, at(command.nextIn));
    case 'run': {
      const { skipped, skipOverlap } = command;
      const slot = expected + skipped;
      const next = command.nextIn === null ? null : slot + command.nextIn;
      const what = { expected, slot, nextSlot: next, skipOverlap, job, limits: limits(command.maxDepth) };
      return steady(await store.fire({ kind: 'run', name, version, ...what }));
    }
    case 'pass':
      return store.fire({ kind: 'pass', name, version, expected, nextSlot: at(command.nextIn) });
    case 'hold':
      return store.fire({ kind: 'hold', name, version, expected, holdMs: command.holdMs });
    case 'now':
      return steady(await store.fire({ kind: 'now', name, version, job, limits: limits(command.maxDepth) }));
    case 'page':
      return store.list(current ? null : name, command.max);
  }
}

/** All that a reader sees of them. */
export async function lookAtSchedules(store: ScheduleStore): Promise<unknown> {
  return {
    each: await Promise.all(NAMES.map((name) => store.get(name))),
    listed: await store.list(null, 10),
    due: await store.due(2),
  };
}

/** A digest is of the payload too. */
function digestOf(digest: string, { payload }: NewJob): string {
  return versionOf(`${digest.slice(0, 10)}${String(payload.length).padStart(6, '0')}`, false);
}

/** Two roundings of the same estimate may differ in its last digit. */
function steady(fired: Awaited<ReturnType<ScheduleStore['fire']>>): unknown {
  if ('answer' in fired && 'retryAfterMs' in fired.answer) {
    return {
      ...fired,
      answer: { ...fired.answer, retryAfterMs: Math.round(fired.answer.retryAfterMs / 10) },
    };
  }
  return fired;
}
