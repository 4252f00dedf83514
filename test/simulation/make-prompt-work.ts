import { newJob } from '../support/job-builder';
import type { Chance } from './chance';
import type { NodePlan, Step, Work } from './plan';

/** Only nodes that serve all queues have it. */
const PROMPT_QUEUE = 'prompt';

/** Enough for each worker to claim some ahead. */
const JOBS_PER_NODE = 300;

/** They come within this long (ms), and what happens to the workers meanwhile does too. */
const LASTS_MS = 1_000;

const PROMPT: Work = {
  ms: 1,
  failFirst: 0,
  then: 'return',
  snoozes: 0,
  snoozeMs: 10,
  stubborn: false,
  followUps: [],
};

/**
 * Draws a burst of jobs of next to nothing, of which workers claim some ahead, with long ones among them, and a drain
 * or a crash while some wait.
 */
export function makePromptWork(
  chance: Chance,
  ids: string[],
  nodes: readonly NodePlan[],
  from: number,
): Step[] {
  const steps: Step[] = [];
  const count = JOBS_PER_NODE * nodes.length;
  for (let made = 0; made < count; made += JOBS_PER_NODE) {
    const jobs = Array.from({ length: JOBS_PER_NODE }, () => makeJob(chance, ids));
    steps.push({ at: from + chance.between(0, LASTS_MS / 5), kind: 'enqueue', jobs });
  }
  for (let times = chance.between(1, 3); times > 0; times -= 1) {
    const at = from + chance.between(LASTS_MS / 5, LASTS_MS);
    const node = chance.of(nodes).name;
    const downMs = chance.magnitude(100, 5_000);
    steps.push(
      chance.of<Step>([
        { at, kind: 'drain', node, graceMs: chance.magnitude(10, 1_000), downMs },
        { at, kind: 'crash', node, downMs },
        { at, kind: 'pause', node, ms: chance.magnitude(5, 500) },
        { at, kind: 'cancel', id: chance.of(ids.slice(-count)) },
      ]),
    );
  }
  return steps;
}

function makeJob(chance: Chance, ids: string[]) {
  const id = `p${ids.length}`;
  ids.push(id);
  const ms = chance.is(0.005) ? chance.magnitude(5, 500) : chance.of([0, 1]);
  return newJob(id, {
    queue: PROMPT_QUEUE,
    type: 'work',
    payload: JSON.stringify({ ...PROMPT, ms }),
    maxRetries: 1,
    maxLapses: 3,
    contentHash: id.padEnd(11, '-'),
  });
}
