import type { NewJob } from '../../src/core/job';
import type { QueueSelection } from '../../src/core/claim';
import { KEEP_ALL } from '../support/engine-bed';
import { newJob } from '../support/job-builder';
import { Chance } from './chance';
import { makePromptWork } from './make-prompt-work';
import { makeRelatedWork } from './make-related-work';
import type { NodePlan, Plan, Step, Weather, Work } from './plan';

const QUEUES = ['alpha', 'beta', 'gamma'] as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Draws a cluster, its work and its faults. Work and faults come in bursts, with hours between them. */
export function makePlan(seed: number): Plan {
  const chance = new Chance(seed, 'plan');
  const nodes = makeNodes(chance);
  const leaseMs = chance.of([3_000, 5_000, 10_000]);
  const steps: Step[] = [];
  const ids: string[] = [];
  const related = new Chance(seed, 'related');
  const prompt = new Chance(seed, 'prompt');
  let at = 2_000;
  for (let burst = chance.between(1, 3); burst > 0; burst -= 1) {
    const lastsMs = chance.between(10_000, 40_000);
    steps.push(...makeWork(chance, ids, at, lastsMs), ...makeFaults(chance, nodes, at, lastsMs, leaseMs));
    steps.push(...makeRelatedWork(related, ids, at, lastsMs));
    if (prompt.is(0.1)) {
      steps.push(...makePromptWork(prompt, ids, nodes, at + prompt.between(0, lastsMs)));
    }
    at += lastsMs + (burst > 1 ? chance.magnitude(10 * MINUTE, 6 * HOUR) : 0);
  }
  steps.sort((a, b) => a.at - b.at);
  const short = chance.is(0.15);
  return {
    seed,
    luck: 0,
    nodes,
    leaseMs,
    reapMs: chance.of([500, 1_000, 2_000]),
    retention: short ? { ...KEEP_ALL, ms: 5 * MINUTE, failedMs: 20 * MINUTE, count: 20 } : FOREVER,
    steps,
    calmAt: at + 5_000,
  };
}

const FOREVER = { ...KEEP_ALL, ms: 1_000 * HOUR, failedMs: 1_000 * HOUR };

function makeNodes(chance: Chance): NodePlan[] {
  return Array.from({ length: chance.between(1, 4) }, (_, index) => ({
    name: `node${index}`,
    concurrency: chance.between(1, 5),
    clockRate: 1 + chance.between(-10, 10) / 1_000,
    // The first serves all, so that no work is left to nobody.
    queues: index === 0 || chance.is(0.6) ? '*' : someQueues(chance),
    types: index === 0 || chance.is(0.5) ? ['work', 'rare'] : ['work'],
  }));
}

function someQueues(chance: Chance): QueueSelection {
  const first = chance.between(0, QUEUES.length - 1);
  return QUEUES.slice(first).map((queue) => ({ queue, weight: chance.between(1, 5) }));
}

function makeWork(chance: Chance, ids: string[], from: number, lastsMs: number): Step[] {
  const steps: Step[] = [];
  const some = () => from + chance.between(0, lastsMs);
  for (let calls = chance.between(3, 12); calls > 0; calls -= 1) {
    const jobs = Array.from({ length: chance.of([1, 1, 2, 6]) }, () =>
      makeJob(chance, `j${ids.length}`, ids),
    );
    steps.push({ at: some(), kind: 'enqueue', jobs });
  }
  for (let times = chance.between(0, 4); times > 0; times -= 1) {
    steps.push({ at: some(), kind: 'cancel', id: chance.of(ids) });
  }
  for (let times = chance.between(0, 3); times > 0; times -= 1) {
    steps.push({ at: some(), kind: 'redrive', id: chance.of(ids) });
  }
  if (chance.is(0.3)) {
    const queue = chance.of(QUEUES);
    steps.push({ at: some(), kind: 'configure', queue, settings: { paused: true } });
    steps.push({ at: from + lastsMs, kind: 'configure', queue, settings: { paused: null } });
  }
  if (chance.is(0.3)) {
    const settings = { concurrency: chance.between(1, 2) };
    steps.push({ at: some(), kind: 'configure', queue: chance.of(QUEUES), settings });
  }
  return steps;
}

function makeJob(chance: Chance, id: string, ids: string[]): NewJob {
  ids.push(id);
  const hangs = chance.is(0.08);
  const long = chance.is(0.1);
  const work: Work = {
    ms: chance.is(0.6) ? chance.magnitude(1, 1_000) : chance.between(1_000, 15_000),
    failFirst: chance.is(0.3) ? chance.between(1, 4) : 0,
    then: hangs ? 'hang' : chance.of(['return', 'return', 'return', 'return', 'never_retry', 'retry_later']),
    snoozes: chance.is(0.1) ? chance.between(1, 3) : 0,
    snoozeMs: chance.magnitude(10, 60_000),
    stubborn: chance.is(0.2),
    followUps: [],
  };
  return newJob(id, {
    queue: chance.of(QUEUES),
    type: chance.is(0.1) ? 'rare' : 'work',
    payload: JSON.stringify(work),
    priority: chance.of([0, 0, 0, 5, -3]),
    maxRetries: chance.between(0, 4),
    maxLapses: chance.of([1, 3, 3, 10]),
    backoff: {
      strategy: chance.of(['exponential', 'linear', 'fixed']),
      baseMs: long ? chance.magnitude(MINUTE, 2 * HOUR) : chance.magnitude(10, 5_000),
      factor: 2,
      maxMs: 4 * HOUR,
      jitter: chance.of([0, 0.2, 1]),
    },
    timeoutMs: hangs || chance.is(0.1) ? chance.between(500, 15_000) : null,
    delayMs: chance.is(0.3) ? chance.magnitude(10, chance.is(0.5) ? 8 * HOUR : 10_000) : null,
    ttlMs: chance.is(0.1) ? chance.magnitude(500, 2 * MINUTE) : null,
    failureInjection: chance.is(0.05)
      ? { failAttempts: [1], kind: chance.of(['crash', 'error', 'slow', 'timeout']), slowMs: 700 }
      : null,
    contentHash: id.padEnd(11, '-'),
  });
}

function makeFaults(
  chance: Chance,
  nodes: readonly NodePlan[],
  from: number,
  lastsMs: number,
  leaseMs: number,
): Step[] {
  const steps: Step[] = [];
  const names = nodes.map(({ name }) => name);
  for (let times = chance.between(2, 8); times > 0; times -= 1) {
    steps.push(makeFault(chance, names, from + chance.between(0, lastsMs), leaseMs));
  }
  return steps;
}

function makeFault(chance: Chance, names: readonly string[], at: number, leaseMs: number): Step {
  const node = chance.of(names);
  const anyone = chance.of([...names, 'client']);
  // Half of them outlast a lease.
  const ms = chance.is(0.5) ? chance.magnitude(50, leaseMs) : chance.between(leaseMs, 3 * leaseMs);
  switch (chance.between(0, 11)) {
    case 0:
    case 1:
      return { at, kind: 'crash', node, downMs: chance.magnitude(100, 20_000) };
    case 2:
    case 3: {
      const graceMs = chance.magnitude(10, 10_000);
      return { at, kind: 'drain', node, graceMs, downMs: chance.magnitude(100, 10_000) };
    }
    case 4:
    case 5:
      return { at, kind: 'pause', node, ms };
    case 6:
    case 7:
      return {
        at,
        kind: 'partition',
        node: anyone,
        ms,
        direction: chance.of(['both', 'requests', 'answers']),
      };
    case 8:
      return { at, kind: 'restart', downMs: chance.magnitude(20, 2 * leaseMs) };
    case 9:
      return { at, kind: 'stall', ms: chance.magnitude(50, 2 * leaseMs) };
    case 10:
      return { at, kind: 'skew', node, skewMs: chance.between(-600_000, 600_000) };
    default:
      return { at, kind: 'weather', node: anyone, ms: ms + 2_000, weather: makeWeather(chance) };
  }
}

function makeWeather(chance: Chance): Weather {
  const bad = () => (chance.is(0.5) ? chance.between(1, 40) / 100 : 0);
  return {
    loseRequest: bad(),
    loseAnswer: bad(),
    duplicate: bad(),
    duplicateMs: chance.magnitude(5, 60_000),
    latencyMs: chance.magnitude(2, 1_200),
  };
}
