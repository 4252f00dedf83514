import type { RandomSource } from '../../../src/core/random';
import type { Ties } from '../ledger/evidence';
import type { PlannedJob } from './job-mix';

export const RATED_QUEUE = 'rated';
export const SMALL_QUEUE = 'small';
export const START_RATE = { limit: 8, per_ms: 1_000 };

/** Settings of the queues of these jobs, as they are sent. */
export const TIED_QUEUES: Readonly<Record<string, object>> = {
  [RATED_QUEUE]: { rate: START_RATE },
  [SMALL_QUEUE]: { max_depth: 3, overflow: 'drop_oldest' },
};

const GROUPS = 12;
const KEYS = 6;

const whole = (random: RandomSource, below: number) => Math.floor(random.next() * below);

/** A job that has to do with others: a group, a dedup key, a dependency, a follow-up, a rate, or a queue that is full. */
export function tiedJob(id: string, random: RandomSource): PlannedJob {
  switch (whole(random, 6)) {
    case 0: {
      const group = `g${whole(random, GROUPS)}`;
      return made(id, random, { queue: 'grouped', group }, { group });
    }
    case 1: {
      const key = `k${whole(random, KEYS)}`;
      return made(id, random, { dedup: { key, until: 'finished' } }, { key });
    }
    case 2: {
      const next = made(`${id}-then`, random, { depends_on: [id] }, { dependsOn: id });
      return { ...made(id, random, {}, {}), next };
    }
    case 3: {
      const followUps = Array.from({ length: 1 + whole(random, 2) }, (_, index) => `${id}-follows-${index}`);
      const job = made(id, random, {}, { followUps });
      return { ...job, body: { ...job.body, payload: { ...job.body.payload, follow_ups: followUps } } };
    }
    case 4:
      return made(id, random, { queue: RATED_QUEUE }, {});
    default:
      return made(id, random, { queue: SMALL_QUEUE }, {});
  }
}

function made(id: string, random: RandomSource, chosen: object, ties: Ties): PlannedJob {
  const slow = random.next() < 0.03;
  return {
    body: {
      id,
      type: 'ledger',
      payload: { ms: slow ? 4_500 : whole(random, 60), fail_first: random.next() < 0.1 ? 1 : 0 },
      max_retries: 2,
      backoff: { strategy: 'fixed', base_ms: 150, jitter: 0.5 },
      max_lapses: 20,
      ...chosen,
    },
    cancel: random.next() < 0.05,
    atMostOnce: false,
    ties,
    next: null,
  };
}
