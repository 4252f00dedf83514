import { DEDUP_UNTIL, type Dedup } from '../../src/core/dedup';
import { DEPENDENCY_POLICIES } from '../../src/core/dependency';
import type { NewJob } from '../../src/core/job';
import { OVERFLOWS, type QueueSettings } from '../../src/core/queue-settings';
import { newJob } from '../support/job-builder';
import type { Chance } from './chance';
import type { Step, Work } from './plan';

/** Settings of this one are never changed, so its groups are in strict order, one job at a time. */
export const STRICT_QUEUE = 'strict';
const LOOSE_QUEUE = 'loose';
const RATED_QUEUE = 'rated';
export const SMALL_QUEUE = 'small';
const GROUPS = ['x', 'y', 'z'] as const;
const KEYS = ['k', 'l'] as const;

/** A kind of work: its steps between `from` and `from + lastsMs`. */
type Make = (draw: Draw) => Step[];

interface Draw {
  readonly chance: Chance;
  /** All jobs that were sent so far. */
  readonly ids: string[];
  readonly from: number;
  readonly lastsMs: number;
}

/**
 * Draws work whose jobs have to do with each other: groups, dependencies, dedup keys, jobs that follow, queues with a
 * rate, and queues that are full. A burst has some kinds of it.
 */
export function makeRelatedWork(chance: Chance, ids: string[], from: number, lastsMs: number): Step[] {
  const draw: Draw = { chance, ids, from, lastsMs };
  const kinds: readonly Make[] = [inGroups, dependent, withKeys, followed, rated, overflowing];
  const steps = kinds.flatMap((make) => (chance.is(0.4) ? make(draw) : []));
  const own = ids.filter((id) => id.startsWith('r'));
  for (let times = own.length === 0 ? 0 : chance.between(0, 3); times > 0; times -= 1) {
    const kind = chance.of(['cancel', 'redrive'] as const);
    steps.push({ at: some(draw), kind, id: chance.of(own) });
  }
  return steps;
}

function some({ chance, from, lastsMs }: Draw): number {
  return from + chance.between(0, lastsMs);
}

function several(draw: Draw, low: number, high: number, chosen: () => Partial<NewJob>): Step[] {
  const { chance } = draw;
  return Array.from({ length: chance.between(low, high) }, () => ({
    at: some(draw),
    kind: 'enqueue' as const,
    jobs: Array.from({ length: chance.of([1, 1, 2, 4]) }, () => makeJob(draw, chosen())),
  }));
}

/** Short, as a rule: what is to be seen is what waits for what. */
function makeWork(chance: Chance, chosen: Partial<Work> = {}): string {
  const work: Work = {
    ms: chance.is(0.8) ? chance.magnitude(1, 600) : chance.between(600, 6_000),
    failFirst: chance.is(0.2) ? chance.between(1, 3) : 0,
    then: chance.is(0.1) ? 'never_retry' : 'return',
    snoozes: chance.is(0.05) ? 1 : 0,
    snoozeMs: chance.magnitude(10, 5_000),
    stubborn: chance.is(0.1),
    followUps: [],
    ...chosen,
  };
  return JSON.stringify(work);
}

function makeJob({ chance, ids }: Draw, chosen: Partial<NewJob>): NewJob {
  const id = `r${ids.length}`;
  ids.push(id);
  return newJob(id, {
    queue: chance.of(['alpha', 'beta']),
    type: chance.is(0.05) ? 'rare' : 'work',
    payload: makeWork(chance),
    maxRetries: chance.between(0, 3),
    maxLapses: chance.of([1, 3, 10]),
    backoff: { strategy: 'fixed', baseMs: chance.magnitude(10, 4_000), factor: 2, maxMs: 10_000, jitter: 0 },
    delayMs: chance.is(0.1) ? chance.magnitude(10, 10_000) : null,
    ttlMs: chance.is(0.05) ? chance.magnitude(500, 60_000) : null,
    contentHash: id.padEnd(11, '-'),
    ...chosen,
  });
}

function configure(queue: string, at: number, settings: Partial<QueueSettings>): Step {
  return { at, kind: 'configure', queue, settings };
}

function inGroups(draw: Draw): Step[] {
  const { chance } = draw;
  const settings = (): Partial<QueueSettings> => ({
    groupOrder: chance.of(['strict', 'loose'] as const),
    groupConcurrency: chance.between(1, 3),
  });
  return [
    ...several(draw, 3, 8, () => ({
      queue: chance.of([STRICT_QUEUE, STRICT_QUEUE, LOOSE_QUEUE]),
      group: chance.of(GROUPS),
      priority: chance.of([0, 0, 0, 0, 3]),
    })),
    configure(LOOSE_QUEUE, draw.from, settings()),
    ...(chance.is(0.5) ? [configure(LOOSE_QUEUE, some(draw), settings())] : []),
  ];
}

function dependent(draw: Draw): Step[] {
  const { chance, ids } = draw;
  return several(draw, 2, 5, () => {
    const dependsOn = [ids.at(-1), chance.is(0.5) ? chance.of(ids) : undefined, ids.at(-3)]
      .slice(0, chance.between(1, 3))
      .filter((id) => id !== undefined);
    return {
      dependsOn: [...new Set(dependsOn)],
      onDependencyFailure: chance.of(DEPENDENCY_POLICIES),
      ...(chance.is(0.2) ? { queue: STRICT_QUEUE, group: chance.of(GROUPS) } : {}),
    };
  });
}

function withKeys(draw: Draw): Step[] {
  const { chance } = draw;
  return several(draw, 4, 8, () => ({ dedup: makeDedup(chance) }));
}

function makeDedup(chance: Chance): Dedup {
  const until = chance.of(DEDUP_UNTIL);
  const ttlMs = until === 'ttl' || chance.is(0.3) ? chance.magnitude(200, 60_000) : null;
  return { key: chance.of(KEYS), until, ttlMs };
}

function followed(draw: Draw): Step[] {
  const { chance, ids } = draw;
  return several(draw, 1, 4, () => {
    const parent = `r${ids.length}`;
    const followUps = Array.from({ length: chance.between(1, 3) }, (): Partial<NewJob> => ({
      queue: chance.of(['alpha', STRICT_QUEUE]),
      type: 'work',
      payload: makeWork(chance),
      maxRetries: 1,
      ...(chance.is(0.3) ? { group: chance.of(GROUPS) } : {}),
      ...(chance.is(0.3) ? { dependsOn: [parent] } : {}),
    }));
    return { payload: makeWork(chance, { followUps }) };
  });
}

function rated(draw: Draw): Step[] {
  const { chance } = draw;
  const rate = { limit: chance.between(1, 4), perMs: chance.magnitude(200, 4_000) };
  return [
    configure(RATED_QUEUE, draw.from, { rate }),
    ...several(draw, 2, 6, () => ({ queue: RATED_QUEUE, payload: makeWork(chance, { ms: 1 }) })),
  ];
}

function overflowing(draw: Draw): Step[] {
  const { chance } = draw;
  return [
    configure(SMALL_QUEUE, draw.from, { maxDepth: chance.between(1, 4), overflow: chance.of(OVERFLOWS) }),
    ...several(draw, 3, 8, () => ({ queue: SMALL_QUEUE, priority: chance.of([0, 0, 5]) })),
  ];
}
