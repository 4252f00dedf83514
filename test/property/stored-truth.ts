import type { RetentionPolicy } from '../../src/core/retention';
import { FINAL_STATES, isFinal, JOB_STATES, type JobState } from '../../src/core/states';
import { readJobHash } from '../../src/persistence/codec/job-hash';
import {
  FLAG_DEDUP,
  FLAG_DEPENDS,
  FLAG_GROUP,
  FLAG_LOG,
  readStateRecord,
} from '../../src/persistence/codec/state-record';
import { mustEqual } from './mismatch';
import type { Dump } from './redis-dump';

/** Flags of the state record that say which texts have keys of their own (scripts/lib/record.lua). */
const OWN_KEYS = [
  [1, 'body', 'B'],
  [2, 'result', 'R'],
  [4, 'error', 'E'],
] as const;

interface StoredJob {
  readonly id: string;
  readonly queue: string;
  readonly state: JobState;
  readonly payloadBytes: number;
  readonly outcomeBytes: number;
}

/**
 * Checks what Redis holds against itself, with no help of the model: each job in exactly one set, and every
 * sum, index and alarm as it comes out when it is worked out from the sets, the hashes and the settings.
 */
export function checkStored(dump: Dump, retention: RetentionPolicy): void {
  const jobs = [...dump.keys]
    .filter((key) => key.startsWith('job:'))
    .map((key) => readJob(dump, key.slice(4)));
  const queues = dump.sorted('queues').map(([name]) => name);
  checkDedup(dump);
  checkGroups(dump, jobs);
  checkGroupRates(dump, queues);
  checkPlaces(dump, jobs, queues);
  checkSums(dump, jobs, queues);
  checkReady(dump, queues);
  checkAlarms(dump, queues, retention);
}

function readJob(dump: Dump, id: string): StoredJob {
  const flat = [...dump.hash(`job:${id}`)].flat();
  const { flags, state } = readStateRecord(dump.hash(`job:${id}`).get('s') ?? '');
  for (const [flag, name, letter] of OWN_KEYS) {
    const text = dump.text(`${name}:${id}`);
    mustEqual(`job ${id} has a key ${name} exactly if its flags say so`, text !== null, (flags & flag) !== 0);
    if (text !== null) {
      flat.push(letter, text);
    }
  }
  mustEqual(
    `job ${id} has a key deps exactly if its flags say so`,
    dump.keys.has(`deps:${id}`),
    (flags & FLAG_DEPENDS) !== 0,
  );
  const lines = dump.list(`log:${id}`);
  const logBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  mustEqual(`job ${id} has a log exactly if its flags say so`, lines.length > 0, (flags & FLAG_LOG) !== 0);
  mustEqual(
    `job ${id} knows the bytes of its log`,
    Number(dump.hash(`job:${id}`).get('l')?.split(' ')[1] ?? 0),
    logBytes,
  );
  const hash = readJobHash(flat);
  const payloadBytes = Buffer.byteLength(hash.payload);
  const error = hash.error === null ? '' : JSON.stringify(hash.error);
  return {
    id,
    queue: hash.queue,
    state,
    payloadBytes,
    outcomeBytes: payloadBytes + Buffer.byteLength(hash.result ?? '') + Buffer.byteLength(error) + logBytes,
  };
}

/** Each dedup key is held by a job that asked for it and knows that it holds it. */
function checkDedup(dump: Dump): void {
  for (const key of [...dump.keys].filter((name) => name.startsWith('dedup:'))) {
    const holder = dump.hash(`job:${dump.text(key) ?? ''}`);
    const [, asked] = / (.+)$/.exec(holder.get('d') ?? '') ?? [];
    mustEqual(`the holder of ${key} asked for it`, `dedup:${asked ?? ''}`, key);
    mustEqual(
      `the holder of ${key} knows`,
      readStateRecord(holder.get('s') ?? '').flags & FLAG_DEDUP,
      FLAG_DEDUP,
    );
  }
}

/** A job that may be queued or running has a place in its group; one without a place waits for it, or is not due. */
function checkGroups(dump: Dump, jobs: readonly StoredJob[]): void {
  for (const { id, queue, state } of jobs) {
    const hash = dump.hash(`job:${id}`);
    const group = hash.get('t');
    const flagged = (readStateRecord(hash.get('s') ?? '').flags & FLAG_GROUP) !== 0;
    const held = group !== undefined && dump.list(`q:${queue}:held:${group}`).includes(id);
    const waits =
      group !== undefined && dump.sorted(`q:${queue}:group:${group}`).some(([name]) => name === id);
    mustEqual(`job ${id} is among those with a place exactly if its flag says so`, held, flagged);
    const inLine = state === 'queued' || state === 'in_progress';
    mustEqual(`job ${id} has a place if it is in line`, group !== undefined && inLine && !held, false);
    const free = state === 'blocked' && !/^[a-z]/.test(hash.get('w') ?? '');
    const parked = dump.sorted(`q:${queue}:parked:${/ (.+)$/.exec(hash.get('n') ?? '')?.[1] ?? ''}`);
    const putAside = parked.some(([name]) => name === id);
    mustEqual(`job ${id} waits for its group`, waits, group !== undefined && free && !putAside);
    if (waits) {
      const [, place = 0] = dump.sorted(`q:${queue}:group:${group}`).find(([name]) => name === id) ?? [];
      mustEqual(`job ${id} is in front in its group if it has a place`, place < 0, held);
    }
    mustEqual(`job ${id} is final and has a place`, isFinal(state) && held, false);
  }
}

/**
 * A group in which jobs wait, waits for something: for a place, or for its rate, and then it is looked at again. Its
 * starts are at most those that its rate allows.
 */
function checkGroupRates(dump: Dump, queues: readonly string[]): void {
  for (const queue of queues) {
    const config = dump.hash(`q:${queue}:config`);
    const looked = new Set(dump.sorted(`q:${queue}:group_room`).map(([group]) => group));
    const waited = dump.sorted(`q:${queue}:groups`).map(([group]) => group);
    const widening = dump.hash(`q:${queue}:gauge`).has('widen');
    mustEqual(
      `groups of ${queue} whose rate is waited for, by nobody`,
      [...looked].filter((group) => !waited.includes(group)),
      [],
    );
    for (const group of widening ? [] : waited) {
      const places =
        Number(config.get('group_concurrency') ?? 1) - dump.list(`q:${queue}:held:${group}`).length;
      const heldBack = dump.sorted(`q:${queue}:group:${group}`).some(([, place]) => place < 0);
      mustEqual(
        `group ${group} of ${queue} is looked at again if it has a place`,
        looked.has(group),
        looked.has(group) ? config.has('group_rate') : places > 0 || heldBack,
      );
    }
  }
}

function checkPlaces(dump: Dump, jobs: readonly StoredJob[], queues: readonly string[]): void {
  const places = queues.flatMap((queue) =>
    JOB_STATES.flatMap((state) =>
      dump.sorted(`q:${queue}:${state}`).map(([id]) => `${id} in ${queue}, ${state}`),
    ),
  );
  const said = jobs.map(({ id, queue, state }) => `${id} in ${queue}, ${state}`);
  mustEqual('each job is in the one set that its hash names', places.sort(), said.sort());
}

function checkSums(dump: Dump, jobs: readonly StoredJob[], queues: readonly string[]): void {
  const counters = new Map([...dump.hash('deleted')].map(([name, n]) => [name, Number(n)]));
  for (const queue of queues) {
    const own = jobs.filter((job) => job.queue === queue);
    const sum = (final: boolean, of: 'payloadBytes' | 'outcomeBytes') =>
      own.filter(({ state }) => isFinal(state) === final).reduce((total, job) => total + job[of], 0);
    const gauge = dump.hash(`q:${queue}:gauge`);
    mustEqual(`bytes of queue ${queue}`, Number(gauge.get('bytes') ?? 0), sum(false, 'payloadBytes'));
    mustEqual(`kept bytes of queue ${queue}`, Number(gauge.get('kept') ?? 0), sum(true, 'outcomeBytes'));
    if (!queue.startsWith('sluice.')) {
      counters.set('bytes', (counters.get('bytes') ?? 0) + sum(false, 'payloadBytes'));
      const stats = [...dump.hash(`q:${queue}:stats`)].filter(([name]) => name !== 'since');
      const sizes = JOB_STATES.map(
        (state) => [`state:${state}`, dump.sorted(`q:${queue}:${state}`).length] as const,
      );
      for (const [name, n] of [...stats, ...sizes]) {
        counters.set(name, (counters.get(name) ?? 0) + Number(n));
      }
    }
  }
  const counts = [...dump.hash('counts')].map(([name, n]) => [name, Number(n)] as const);
  mustEqual("the namespace's counts are the sums of its queues'", nonZero(counts), nonZero([...counters]));
}

function nonZero(entries: readonly (readonly [string, number])[]) {
  return entries.filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** When the queue's rate has room again, by its latest starts; null where it has, and always had. */
function roomAt(dump: Dump, queue: string): number | null {
  const [limit = Infinity, perMs = 0] =
    dump.hash(`q:${queue}:config`).get('rate')?.split('/').map(Number) ?? [];
  const bound = limit === Infinity ? undefined : dump.list(`q:${queue}:starts`).at(-limit);
  return bound === undefined ? null : Number(bound) + perMs + 1;
}

function alarmOf(dump: Dump, member: string): number | null {
  return dump.sorted('alarm').find(([name]) => name === member)?.[1] ?? null;
}

/** An alarm that is due may not have rung yet; one that is not due is there while the rate has no room. */
function rateAlarm(dump: Dump, queue: string): number | null {
  const said = alarmOf(dump, `rate|${queue}`);
  const at = roomAt(dump, queue);
  const now = Number(dump.text('test-clock'));
  const isDue = (time: number | null) => time === null || time <= now;
  return isDue(said) && isDue(at) ? said : at;
}

function checkReady(dump: Dump, queues: readonly string[]): void {
  const ready = queues.filter((queue) => {
    const config = dump.hash(`q:${queue}:config`);
    const room = Number(config.get('concurrency') ?? Infinity) - dump.sorted(`q:${queue}:in_progress`).length;
    return dump.sorted(`q:${queue}:queued`).length > 0 && config.get('paused') !== '1' && room > 0;
  });
  const now = Number(dump.text('test-clock'));
  const isLimited = (queue: string) => (roomAt(dump, queue) ?? 0) > now;
  // Until its alarm rings, a queue whose rate has room again may be in or out.
  const isSettled = (queue: string) => alarmOf(dump, `rate|${queue}`) === null || isLimited(queue);
  const said = dump.sorted('ready').map(([queue]) => queue);
  mustEqual(
    'ready names the queues that may start a job',
    said.filter(isSettled).sort(),
    ready.filter((queue) => isSettled(queue) && !isLimited(queue)).sort(),
  );
}

function checkAlarms(dump: Dump, queues: readonly string[], retention: RetentionPolicy): void {
  const first = (key: string) => dump.sorted(key)[0]?.[1] ?? null;
  const expected = queues.flatMap((queue) => [
    [`due|${queue}`, first(`q:${queue}:scheduled`)] as const,
    [`lease|${queue}`, first(`q:${queue}:in_progress`)] as const,
    [`expiry|${queue}`, first(`q:${queue}:expiry`)] as const,
    [`group|${queue}`, dump.hash(`q:${queue}:gauge`).has('widen') ? 0 : null] as const,
    [`group_rate|${queue}`, first(`q:${queue}:group_room`)] as const,
    [`rate|${queue}`, rateAlarm(dump, queue)] as const,
    [`retention|${queue}`, retentionAlarm(dump, queue, retention)] as const,
  ]);
  const unblock = dump.keys.has('unblock') ? [['unblock|', 0] as const] : [];
  const set = [...unblock, ...expected.filter(([, at]) => at !== null)];
  const sort = (entries: readonly (readonly [string, number | null])[]) =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  mustEqual('alarms', sort(dump.sorted('alarm')), sort(set));
}

function retentionAlarm(dump: Dump, queue: string, service: RetentionPolicy): number | null {
  const config = dump.hash(`q:${queue}:config`);
  const rule = (name: string, otherwise: number) => Number(config.get(`retention_${name}`) ?? otherwise);
  const retention = {
    ms: rule('ms', service.ms),
    failedMs: rule('failed_ms', service.failedMs),
    count: rule('count', service.count),
    bytes: rule('bytes', service.bytes),
  };
  const kept = Number(dump.hash(`q:${queue}:gauge`).get('kept') ?? 0);
  const sets = FINAL_STATES.map((state) => ({ state, jobs: dump.sorted(`q:${queue}:${state}`) }));
  const due = sets.flatMap(({ state, jobs }) =>
    jobs.slice(0, 1).map(([, at]) => at + (state === 'failed' ? retention.failedMs : retention.ms)),
  );
  if (due.length === 0) {
    return null;
  }
  const over = kept > retention.bytes || sets.some(({ jobs }) => jobs.length > retention.count);
  return over ? 0 : Math.min(...due);
}
