import { JOB_STATES } from '../../src/core/states';
import type { MemoryJob } from '../support/memory-store/memory-job';
import type { MemoryNamespace } from '../support/memory-store/memory-namespace';
import type { MemoryQueue } from '../support/memory-store/memory-queue';
import { keyOf } from '../support/memory-store/place-line';
import type { SortedJobs } from '../support/memory-store/sorted-jobs';
import { ALL_QUEUES, queueKey } from '../support/memory-store/wake-tokens';
import { INDEX_KEYS } from './index-truth';
import { mustEqual } from './mismatch';
import type { Dump } from './redis-dump';
import { SCHEDULE_KEYS } from './schedule-truth';

/** Keys that may be there or not, whatever the state of the jobs. */
const ALLOWED =
  /^(meta|seq|counts|deleted|bucket:enqueue|test-clock|test-expiry|workers|worker:(info|name|seen)|wake|gauge|q:[^:]+:(gauge|wake|starts|starts:.+))$/;

/**
 * Checks that Redis holds what the model says, and nothing else.
 *
 * @param taken keys of wake tokens that the test took, kept up to date here.
 */
export function checkAgainstModel(dump: Dump, model: MemoryNamespace, taken: Set<string>): void {
  const expected = new Set([...model.jobs.keys()].map((id) => `job:${id}`));
  for (const queue of model.queues.values()) {
    checkQueue(dump, queue, expected);
    checkToken(dump, queueKey(queue.name), model.turns.includes(queue.name), model, taken);
  }
  mustEqual(
    'queues',
    dump
      .sorted('queues')
      .map(([name]) => name)
      .sort(),
    [...model.queues.keys()].sort(),
  );
  mustEqual(
    'turns',
    dump.sorted('ready').map(([name]) => name),
    model.turns,
  );
  checkToken(dump, ALL_QUEUES, model.turns.length > 0, model, taken);
  checkPlaces(dump, model, expected);
  expectKey(expected, 'queues', model.queues.size > 0);
  expectKey(expected, 'ready', model.turns.length > 0);
  expectKey(expected, 'alarm', model.nextAlarmMs() !== null);
  expectKey(
    expected,
    'parked',
    [...model.queues.values()].some(({ parked }) => parked.size > 0),
  );
  for (const [key, id] of model.dedup.entries(model.now)) {
    mustEqual(`dedup key ${key}`, dump.text(`dedup:${key}`), id);
    expected.add(`dedup:${key}`);
  }
  for (const [id, { log }] of model.jobs) {
    expectKey(expected, `log:${id}`, log.written > 0);
  }
  checkDependencies(dump, model, expected);
  checkNoLeaks(dump, expected, model);
}

const OUTCOME_STEPS = { completed: 1_000, failed: 2_000, cancelled: 3_000 };

function checkDependencies(dump: Dump, model: MemoryNamespace, expected: Set<string>): void {
  for (const [id, { dependencies }] of model.jobs) {
    const places = [...dependencies].map(([parent, end], i) => [
      parent,
      i + (end === null ? 0 : OUTCOME_STEPS[end]),
    ]);
    mustEqual(`dependencies of ${id}`, sorted(dump.sorted(`deps:${id}`)), sorted(places));
    expectKey(expected, `deps:${id}`, dependencies.size > 0);
  }
  for (const [id, waiting] of model.dependents) {
    checkWaiting(dump, `dependents:${id}`, waiting, expected);
  }
  const entries = dump.sorted('unblock').map(([entry]) => entry);
  mustEqual(
    'ends that did not come through',
    entries.map((entry) => entry.replace(/\d+/, '')),
    model.unblocking.map((one) =>
      'doomed' in one ? `j ${one.doomed.spec.id}` : `${LETTERS[one.outcome]} ${one.parent}`,
    ),
  );
  expectKey(expected, 'unblock', model.unblocking.length > 0);
  for (const [i, one] of model.unblocking.entries()) {
    if ('waiting' in one) {
      checkWaiting(dump, `unblock:${/\d+/.exec(entries[i] ?? '')?.[0]}`, one.waiting, expected);
    }
  }
}

const LETTERS = { completed: 'c', failed: 'f', cancelled: 'x' };

function checkWaiting(dump: Dump, key: string, jobs: readonly MemoryJob[], expected: Set<string>): void {
  mustEqual(
    key,
    dump.sorted(key).map(([id]) => id),
    jobs.map(({ spec }) => spec.id),
  );
  expectKey(expected, key, jobs.length > 0);
}

function sorted(places: readonly (readonly unknown[])[]): string[] {
  return places.map((place) => place.join(' ')).sort();
}

function checkQueue(dump: Dump, queue: MemoryQueue, expected: Set<string>): void {
  const key = (part: string) => `q:${queue.name}:${part}`;
  for (const state of JOB_STATES) {
    checkSet(dump, key(state), queue.set(state), expected);
  }
  checkSet(dump, key('expiry'), queue.expiry, expected);
  for (const [type, jobs] of queue.parked) {
    checkSet(dump, key(`parked:${type}`), jobs, expected);
    mustEqual(
      `parked ${type}`,
      dump.sorted('parked').some(([name]) => name === `${type}|${queue.name}`),
      jobs.size > 0,
    );
  }
  const groups = queue.groups.entries();
  for (const [name, { held, waiting }] of groups) {
    checkSet(dump, key(`group:${name}`), waiting, expected);
    mustEqual(
      key(`held:${name}`),
      dump.list(key(`held:${name}`)),
      [...held].map(({ spec }) => spec.id).sort(),
    );
    expectKey(expected, key(`held:${name}`), held.size > 0);
  }
  const waited = groups.flatMap(([name, { waiting }]) => (waiting.size > 0 ? [name] : [])).sort();
  mustEqual(
    key('groups'),
    dump.sorted(key('groups')).map(([name]) => name),
    waited,
  );
  expectKey(expected, key('groups'), waited.length > 0);
  const looked = queue.groups.rooms();
  mustEqual(key('group_room'), dump.sorted(key('group_room')), looked);
  expectKey(expected, key('group_room'), looked.length > 0);
  const stats = dump.hash(key('stats'));
  for (const [name, n] of Object.entries(queue.counters) as [string, number][]) {
    mustEqual(`${name} of queue ${queue.name}`, Number(stats.get(name) ?? 0), n);
  }
  mustEqual(`queue ${queue.name} was made`, Number(stats.get('since')), queue.since);
  expected.add(key('stats'));
  expectKey(
    expected,
    key('config'),
    Object.values(queue.settings).some((setting) => setting !== null),
  );
}

/** Scores too; where jobs went through `queued`, its numbers differ by what the script's counter skipped. */
function checkSet(dump: Dump, key: string, jobs: SortedJobs, expected: Set<string>): void {
  const isOrder = key.endsWith(':queued') || key.includes(':parked:') || key.includes(':group:');
  const show = (id: string, score: number) => (isOrder ? id : `${id} at ${score}`);
  mustEqual(
    key,
    dump.sorted(key).map(([id, score]) => show(id, score)),
    [...jobs].map(({ job, score }) => show(job.spec.id, score)),
  );
  expectKey(expected, key, jobs.size > 0);
}

/**
 * Where work is ready there is a token, unless a waiter took it; never more than one. Who waits for room in the
 * namespace has one only where the model says so.
 */
function checkToken(
  dump: Dump,
  list: string,
  ready: boolean,
  model: MemoryNamespace,
  taken: Set<string>,
): void {
  const key = keyOf(list);
  const tokens = dump.list(key).length;
  if (model.concurrency !== null && model.places.holdsBack(list)) {
    mustEqual(`tokens of ${key}, which waits for room`, tokens, model.tokens.has(list) ? 1 : 0);
    taken.add(key);
    return;
  }
  if (tokens > 0 || !ready) {
    taken.delete(key);
  }
  if (tokens > 1 || (tokens === 0 && ready && !taken.has(key))) {
    throw new Error(`${key} holds ${tokens} tokens and its work is ${ready ? 'ready' : 'not ready'}`);
  }
}

/** The same time before all that is of this time: waiting lists come before those for which room is kept. */
const BEFORE_ALL_TIME = 2 ** 50;

function checkPlaces(dump: Dump, model: MemoryNamespace, expected: Set<string>): void {
  const waiting = model.places
    .entries()
    .map(({ list, since }) => [keyOf(list), since - BEFORE_ALL_TIME] as const);
  const kept = [...model.places.keptUntil()].map(([list, until]) => [keyOf(list), until] as const);
  const byKey = (places: readonly (readonly [string, number])[]) =>
    [...places].sort(([a], [b]) => (a < b ? -1 : 1));
  mustEqual(
    'who waits for room in the namespace',
    byKey(dump.sorted('limited')),
    byKey([...waiting, ...kept]),
  );
  expectKey(expected, 'limited', waiting.length + kept.length > 0);
}

function expectKey(expected: Set<string>, key: string, there: boolean): void {
  if (there) {
    expected.add(key);
  }
}

function checkNoLeaks(dump: Dump, expected: ReadonlySet<string>, model: MemoryNamespace): void {
  const mayBe = (key: string) => {
    if (SCHEDULE_KEYS.test(key) || INDEX_KEYS.test(key)) {
      return true; // schedule-truth.ts and index-truth.ts hold these against the model
    }
    const [kind = ''] = key.split(':', 1);
    const rest = key.slice(kind.length + 1);
    switch (kind) {
      // Whether they are due to be there is held against the job's flags (stored-truth.ts).
      case 'body':
      case 'result':
      case 'error':
        return model.jobs.has(rest);
      // A key that ran out goes with the next write; until then a job that is there holds it.
      case 'dedup':
        return dump.sorted('test-expiry').some(([name, at]) => name.endsWith(`:${key}`) && at <= model.now);
      case 'claim':
        return model.claims.has(rest);
      case 'cancel':
        return model.cancelRequests.has(rest);
      default:
        return ALLOWED.test(key);
    }
  };
  const leaked = [...dump.keys].filter((key) => !expected.has(key) && !mayBe(key));
  mustEqual('keys that nothing accounts for', leaked, []);
  mustEqual(
    'keys that are missing',
    [...expected].filter((key) => !dump.keys.has(key)),
    [],
  );
}
