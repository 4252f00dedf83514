import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scripts } from '../../../src/persistence/script-source';
import { scriptsOnTestClock } from '../redis-test-clock';

const LIB = join(__dirname, '../../../src/persistence/scripts/lib');

/** Scripts that are wrong on purpose, by one line of one part. */
export interface BrokenScripts {
  readonly name: string;
  readonly topic: string;
  readonly rule: string;
  readonly scripts: () => Scripts;
  /** Takes chance longer than the tests have time: the rule of the contract alone is good for it. */
  readonly seldom?: boolean;
}

/** A part of the scripts without one call. */
function without(part: string, call: string): Scripts {
  const text = readFileSync(join(LIB, `${part}.lua`), 'utf8');
  const broken = text.replace(new RegExp(`^ *${escaped(call)}.*\\n`, 'm'), '');
  if (broken === text) {
    throw new Error(`scripts/lib/${part}.lua has no line with ${call}: break it in another way`);
  }
  return scriptsOnTestClock({ [part]: broken });
}

/** A part of the scripts with one place changed. */
function changed(part: string, from: string, to: string): Scripts {
  const text = readFileSync(join(LIB, `${part}.lua`), 'utf8');
  if (text.split(from).length !== 2) {
    throw new Error(`scripts/lib/${part}.lua does not say "${from}" once: break it in another way`);
  }
  return scriptsOnTestClock({ [part]: text.replace(from, () => to) });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export const BROKEN_SCRIPTS: readonly BrokenScripts[] = [
  {
    name: 'the claim of a turn does not see the room that its completions make',
    topic: 'turns of a worker',
    rule: 'the claim has the room that the completions make in their queue',
    scripts: () => changed('joint', 'if config_of(q).concurrency then', 'if false then'),
    seldom: true,
  },
  {
    name: 'a job that is tried again keeps its age',
    topic: 'ageing of priorities',
    rule: 'a job that is handed back keeps its age, one that is tried again begins anew',
    scripts: () => without('alarms', 'note_arrival('),
    seldom: true,
  },
  {
    name: 'a namespace forgets the bytes that it holds',
    topic: 'limits of a namespace',
    rule: 'a namespace takes exactly the bytes that it may hold, until jobs are final',
    scripts: () => without('moves', "call('HINCRBY', counts, 'bytes'"),
  },
  {
    name: 'room in the namespace is kept to itself',
    topic: 'jobs of a namespace at once',
    rule: 'whatever ends an attempt makes room for one job, and wakes who was turned away',
    scripts: () => without('moves', 'limit.give_room('),
  },
  {
    name: 'who claims as it completes is before those who wait for room',
    topic: 'jobs of a namespace at once',
    rule: 'who waits for room comes before who claims as it completes',
    scripts: () => changed('tokens', " - call('ZCOUNT', LIMITED, '(' .. now_text, '+inf')", ''),
  },
  {
    name: 'jobs of the whole namespace are not counted against its limit',
    topic: 'jobs of a namespace at once',
    rule: 'a namespace runs exactly as many jobs at once as it may, over all queues and workers',
    scripts: () => changed('tokens', 'most - running - call', 'most - call'),
  },
  {
    name: 'commit forgets to arm the ready index',
    topic: 'claim',
    rule: 'a claim starts an attempt under its nonce, with a lease',
    scripts: () => without('moves', 'arm_ready('),
  },
  {
    name: 'commit forgets the alarm of expiries',
    topic: 'schedule and expiry',
    rule: 'a job that is not started in time fails with expired, in queued, scheduled and a paused queue',
    scripts: () => without('moves', "set_alarm('expiry'"),
  },
  {
    name: 'a job that ends keeps its dedup key',
    topic: 'dedup keys',
    rule: 'until finished: free once the job fails, is cancelled, expires or lapses too often',
    scripts: () => without('finish', 'r.flags = end_dedup('),
  },
  {
    name: 'a job that fails keeps its place in the group',
    topic: 'groups',
    rule: 'the next is let in when a job fails for good',
    scripts: () => without('finish', 'r.flags = leave_group('),
  },
  {
    name: 'a job that leaves the line of its group is let in all the same',
    topic: 'groups',
    rule: 'a job that waits for its group can be cancelled and can expire, and is not let in afterwards',
    scripts: () => without('cancel', 'unlist_grouped('),
  },
  {
    name: 'starts of a group are not written down for its rate',
    topic: 'rates of groups',
    rule: 'no group starts more jobs within any span than the rate of groups says, and each as many',
    scripts: () => without('groups', 'rates().record(starts_key('),
  },
  {
    name: 'who waits for the rate of a group is not looked at again',
    topic: 'rates of groups',
    rule: 'a group that has to wait holds up no other, no job without a group, and spends no attempt',
    scripts: () => without('groups', "call('ZADD', key, at, group)"),
  },
  {
    name: 'starts are not written down for the rate',
    topic: 'rates',
    rule: 'no more jobs start within any span than the rate says, and as many as it says do',
    scripts: () => without('rates', "call('RPUSH', key, unpack(times))"),
  },
  {
    name: 'who waits for a job is not told of its end',
    topic: 'dependencies',
    rule: 'one that failed fails who waits for it, and so on',
    scripts: () => without('finish', 'conclude('),
  },
  {
    name: 'a job that ends while it waits is still waited with',
    topic: 'dependencies',
    rule: 'who was cancelled and driven again waits no more, wherever it stands',
    scripts: () => without('finish', 'stop_waiting('),
  },
  {
    name: 'a schedule that moves on is not due at its new slot',
    topic: 'recurring jobs',
    rule: 'a fired slot makes its job and moves on, in one step',
    scripts: () => without('schedules', "call('ZADD', DUE, slot"),
  },
  {
    name: 'old lines of a log stay',
    topic: 'logs',
    rule: 'the oldest lines give way to the limits of lines and of bytes, the last one never',
    scripts: () => without('job-log', "log.bytes = log.bytes - #call('LPOP'"),
  },
  {
    name: 'shed_low_priority makes jobs of the same priority go, too',
    topic: 'full queues',
    rule: 'shed_low_priority: the last in line gives way to a higher priority, and to no other',
    scripts: () => changed('overflow', " or other == band and line.overflow ~= 'drop_oldest' then", ' then'),
  },
  {
    name: 'drop_oldest makes the last in line go',
    topic: 'full queues',
    rule: 'drop_oldest: the oldest of the lowest priority gives way, and its end says why',
    scripts: () => without('overflow', 'return oldest_of_lowest('),
    seldom: true,
  },
  {
    name: 'jobs give way by number alone, whatever their bytes',
    topic: 'full queues',
    rule: 'as many jobs give way as free the bytes, and none where that is not enough',
    scripts: () => changed('overflow', 'excess <= 0 and bytes <= 0 and victims', 'excess <= 0 and victims'),
    seldom: true,
  },
  {
    name: 'a job that gave way still expires',
    topic: 'full queues',
    rule: 'a dropped job lets go of its dedup key, does not expire any more, and can be redriven',
    scripts: () => without('overflow', 'unlist_expiry('),
  },
  {
    name: 'a job that goes stays in the index',
    topic: 'index',
    rule: 'a job that retention, a purge or a full queue ends leaves the index when it goes, not before',
    scripts: () => without('index-jobs', "call('ZREM', index_key(gen, set)"),
    seldom: true,
  },
  {
    name: 'the index takes jobs for removed that are there',
    topic: 'index',
    rule: 'a job that retention, a purge or a full queue ends leaves the index when it goes, not before',
    scripts: () => without('index-jobs', "call('HINCRBY', queue_key(q, 'index'), 'removed'"),
  },
  {
    name: 'the index is taken for whole while it is built',
    topic: 'index',
    rule: 'jobs that were there before are put in step by step, and until then lists go by states',
    scripts: () => changed('index', 'return missing == 0 and lost == 0', 'return lost == 0'),
  },
  {
    name: 'the index is taken for whole when all was walked once',
    topic: 'index',
    rule: 'jobs that move, come and go while the index is built are in it in the end, or not',
    scripts: () => without('index-jobs', "call('HSET', job_key(id), 'i', gen)"),
  },
  {
    name: 'sets of an index that is taken away stay',
    topic: 'index',
    rule: 'an index that is taken away or changed is removed step by step, and lists know at once',
    scripts: () => without('index-begin', "call('ZADD', P .. 'index:dropped'"),
  },
  {
    name: 'a list by an index goes on at the wrong place',
    topic: 'index',
    rule: 'an indexed queue is listed by creation, the latest first, in full pages',
    scripts: () => changed('ranks', 'if down and there >= id', 'if down and there > id'),
  },
  {
    name: 'all or none: each job has the room of a queue for itself',
    topic: 'all or none',
    rule: 'none is stored where one queue has no room for its jobs, by number, bytes or age',
    scripts: () => without('all-or-none', 'line.planned, line.planned_bytes = line.planned + 1'),
  },
  {
    name: 'all or none: the rate is asked for one job',
    topic: 'all or none',
    rule: 'the rate has to have room for all, and pays for none that is refused',
    scripts: () => without('all-or-none', 'rate_full_at = rate_full_at + cell'),
    seldom: true,
  },
];
