import type { FindingKind } from '../../../src/persistence/audit/finding';
import type { AuditBed } from './audit-bed';
import { groupCorruptions } from './group-corruptions';
import { indexCorruptions } from './index-corruptions';

/** One way to break a namespace that `AuditBed.seed` made, by hand, and what the auditor must call it. */
export interface Corruption {
  readonly title: string;
  readonly kind: FindingKind;
  /** Job, queue, counter or key that the finding names. */
  readonly subject: string;
  readonly corrupt: (bed: AuditBed) => Promise<unknown>;
  /** False where nothing can be inferred, so the repair must leave it alone. */
  readonly mendable?: false;
}

const STATES = ['scheduled', 'blocked', 'queued', 'in_progress', 'completed', 'failed', 'cancelled'] as const;

const places: readonly Corruption[] = [
  ...STATES.map((state): Corruption => ({
    title: `a ${state} job is in no set`,
    kind: 'job_in_no_set',
    subject: state,
    corrupt: ({ client, key }) => client.zrem(key(`q:default:${state}`), state),
  })),
  ...STATES.map((state, i): Corruption => ({
    title: `a ${state} job is in a second set`,
    kind: 'job_in_two_sets',
    subject: state,
    corrupt: ({ client, key }) => client.zadd(key(`q:default:${STATES[(i + 1) % 7] ?? ''}`), 5, state),
  })),
  {
    title: 'a record says another state than its set',
    kind: 'job_in_wrong_set',
    subject: 'queued',
    corrupt: (bed) => bed.overwrite('queued', 1, 's'),
  },
  ...[...STATES, 'expiry', 'parked:simulate'].map((part): Corruption => ({
    title: `${part} names a job that is not there`,
    kind: 'member_without_job',
    subject: 'nobody',
    corrupt: async ({ client, key }) => {
      await client.zadd(key(`q:default:${part}`), 5, 'nobody');
      if (part === 'parked:simulate') {
        await client.zadd(key('parked'), 0, 'simulate|default');
      }
    },
  })),
  {
    title: 'a set names a job of another queue',
    kind: 'member_misplaced',
    subject: 'other',
    corrupt: ({ client, key }) => client.zadd(key('q:default:queued'), 5, 'other'),
  },
  {
    title: 'a job is parked under another type',
    kind: 'member_misplaced',
    subject: 'blocked',
    corrupt: async ({ client, key }) => {
      await client.zadd(key('q:default:parked:wrong'), 5, 'blocked');
      await client.zadd(key('parked'), 0, 'wrong|default');
    },
  },
  ...(['queued', 'blocked', 'completed', 'failed', 'cancelled'] as const).map((state): Corruption => ({
    title: `a ${state} job has another place than its record says`,
    kind: 'score_disagrees',
    subject: state,
    corrupt: ({ client, key }) => client.zadd(key(`q:default:${state}`), 5, state),
  })),
];

const records: readonly Corruption[] = [
  {
    title: 'the state record is cut',
    kind: 'record_malformed',
    subject: 'queued',
    corrupt: ({ client, key }) => client.hset(key('job:queued'), 's', 'q000'),
  },
  {
    title: 'the state record is gone',
    kind: 'record_malformed',
    subject: 'blocked',
    corrupt: ({ client, key }) => client.hdel(key('job:blocked'), 's'),
  },
  {
    title: 'the state is no known letter',
    kind: 'record_malformed',
    subject: 'scheduled',
    corrupt: (bed) => bed.overwrite('scheduled', 1, 'z'),
  },
  {
    title: 'queue and type are gone',
    kind: 'record_malformed',
    subject: 'queued',
    corrupt: ({ client, key }) => client.hdel(key('job:queued'), 'n'),
    mendable: false,
  },
  {
    title: 'the opening of the body is gone',
    kind: 'record_malformed',
    subject: 'queued',
    corrupt: ({ client, key }) => client.hset(key('job:queued'), 'b0', 'x'),
    mendable: false,
  },
  {
    title: 'a job is no hash',
    kind: 'record_malformed',
    subject: 'text',
    corrupt: ({ client, key }) => client.set(key('job:text'), 'x'),
    mendable: false,
  },
  {
    title: 'the record gives the payload another size',
    kind: 'size_disagrees',
    subject: 'queued',
    corrupt: (bed) => bed.overwrite('queued', 59, '000001'),
  },
  {
    title: 'an attempt cannot be read',
    kind: 'attempt_malformed',
    subject: 'completed',
    corrupt: ({ client, key }) => client.hset(key('job:completed'), 'h1', 'z'),
  },
  {
    title: 'a running job has no token',
    kind: 'running_without_token',
    subject: 'in_progress',
    corrupt: (bed) => bed.overwrite('in_progress', 20, '--------------'),
  },
  {
    title: 'a waiting job has a token',
    kind: 'token_without_run',
    subject: 'queued',
    corrupt: (bed) => bed.overwrite('queued', 20, 'w0000000000009'),
  },
  {
    title: 'the number of arrivals went back',
    kind: 'sequence_behind',
    subject: 'seq',
    corrupt: ({ client, key }) => client.set(key('seq'), 0),
  },
];

const texts: readonly Corruption[] = [
  ...(['body', 'result', 'error'] as const).map((text): Corruption => ({
    title: `a ${text} without a job`,
    kind: 'text_without_job',
    subject: 'nobody',
    corrupt: ({ client, key }) => client.set(key(`${text}:nobody`), 'left over'),
  })),
  ...(
    [
      ['body', 'cancelled'],
      ['result', 'queued'],
      ['error', 'cancelled'],
    ] as const
  ).map(([text, id]): Corruption => ({
    title: `a ${text} that the record does not know of`,
    kind: 'text_without_flag',
    subject: id,
    corrupt: ({ client, key }) => client.set(key(`${text}:${id}`), '"stray"'),
  })),
  ...(['queued', 'completed', 'failed', 'in_progress'] as const).map((id): Corruption => ({
    title: `the flag of a ${id} job's texts is gone`,
    kind: 'text_without_flag',
    subject: id,
    corrupt: (bed) => bed.overwrite(id, 2, '000'),
  })),
  ...(
    [
      ['body', 'queued'],
      ['body', 'completed'],
      ['result', 'completed'],
      ['error', 'failed'],
    ] as const
  ).map(([text, id]): Corruption => ({
    title: `the ${text} of a ${id} job is gone`,
    kind: 'flag_without_text',
    subject: id,
    corrupt: ({ client, key }) => client.del(key(`${text}:${id}`)),
  })),
  {
    title: 'the body of a running job is gone',
    kind: 'flag_without_text',
    subject: 'in_progress',
    corrupt: ({ client, key }) => client.del(key('body:in_progress')),
    mendable: false,
  },
  {
    title: 'an error without its flag',
    kind: 'flag_disagrees',
    subject: 'cancelled',
    corrupt: ({ client, key }) => client.hset(key('job:cancelled'), 'e0', '{"code":"x","message":"x"}'),
  },
  {
    title: 'a flag without its progress',
    kind: 'flag_disagrees',
    subject: 'in_progress',
    corrupt: ({ client, key }) => client.hdel(key('job:in_progress'), 'g0'),
  },
];

const logs: readonly Corruption[] = [
  {
    title: 'a log without a job',
    kind: 'text_without_job',
    subject: 'nobody',
    corrupt: ({ client, key }) => client.rpush(key('log:nobody'), 'left over'),
  },
  {
    title: 'a log that the record does not know of',
    kind: 'text_without_flag',
    subject: 'queued',
    corrupt: ({ client, key }) => client.rpush(key('log:queued'), 'stray'),
  },
  {
    title: 'the log of a job is gone',
    kind: 'flag_without_text',
    subject: 'in_progress',
    corrupt: ({ client, key }) => client.del(key('log:in_progress')),
  },
  {
    title: 'a log has another size than the record says',
    kind: 'log_malformed',
    subject: 'in_progress',
    corrupt: ({ client, key }) => client.hset(key('job:in_progress'), 'l', '1 5 w0000000000001 1'),
  },
  {
    title: 'the record says nothing of a log',
    kind: 'log_malformed',
    subject: 'in_progress',
    corrupt: ({ client, key }) => client.hdel(key('job:in_progress'), 'l'),
  },
];

const lists: readonly Corruption[] = [
  {
    title: 'a job that expires is not listed',
    kind: 'expiry_disagrees',
    subject: 'other',
    corrupt: ({ client, key }) => client.zrem(key('q:second:expiry'), 'other'),
  },
  {
    title: 'a listed job does not know that it expires',
    kind: 'expiry_disagrees',
    subject: 'scheduled',
    corrupt: (bed) => bed.overwrite('scheduled', 2, '000'),
  },
  {
    title: 'a running job is listed as expiring',
    kind: 'expiry_disagrees',
    subject: 'in_progress',
    corrupt: ({ client, key }) => client.zadd(key('q:default:expiry'), 9e12, 'in_progress'),
  },
  {
    title: 'a blocked job is not parked',
    kind: 'blocked_not_parked',
    subject: 'blocked',
    corrupt: ({ client, key }) => client.zrem(key('q:default:parked:unknown'), 'blocked'),
  },
  {
    title: 'a queued job is parked',
    kind: 'parked_not_blocked',
    subject: 'queued',
    corrupt: async ({ client, key }) => {
      await client.zadd(key('q:default:parked:simulate'), 5, 'queued');
      await client.zadd(key('parked'), 0, 'simulate|default');
    },
  },
  {
    title: 'a parked type is not in the index',
    kind: 'parked_index',
    subject: 'unknown|default',
    corrupt: ({ client, key }) => client.zrem(key('parked'), 'unknown|default'),
  },
  {
    title: 'the index names a type that is not parked',
    kind: 'parked_index',
    subject: 'ghost|default',
    corrupt: ({ client, key }) => client.zadd(key('parked'), 0, 'ghost|default'),
  },
];

const dedup: readonly Corruption[] = [
  {
    title: 'a key that its job holds is gone',
    kind: 'dedup_disagrees',
    subject: 'queued',
    corrupt: ({ client, key }) => client.del(key('dedup:held')),
  },
  {
    title: 'a job does not know that it holds its key',
    kind: 'dedup_disagrees',
    subject: 'queued',
    corrupt: (bed) => bed.overwrite('queued', 2, '001'),
  },
  {
    title: 'a job holds a key that nobody knows',
    kind: 'dedup_disagrees',
    subject: 'queued',
    corrupt: ({ client, key }) => client.hdel(key('job:queued'), 'd'),
  },
  {
    title: 'a finished job holds its key',
    kind: 'dedup_disagrees',
    subject: 'completed',
    corrupt: async ({ client, key }) => {
      await client.hset(key('job:completed'), 'd', 'f- old');
      await client.set(key('dedup:old'), 'completed');
    },
  },
  {
    title: 'a key names a job that is gone',
    kind: 'dedup_without_holder',
    subject: 'left:over',
    corrupt: ({ client, key }) => client.set(key('dedup:left:over'), 'nobody'),
  },
  {
    title: 'a key names a job that did not ask for it',
    kind: 'dedup_without_holder',
    subject: 'other',
    corrupt: ({ client, key }) => client.set(key('dedup:other'), 'scheduled'),
  },
];

const queues: readonly Corruption[] = [
  {
    title: 'a queue is not listed',
    kind: 'queue_not_listed',
    subject: 'second',
    corrupt: ({ client, key }) => client.zrem(key('queues'), 'second'),
  },
  {
    title: 'a queue with ready work is not ready',
    kind: 'ready_disagrees',
    subject: 'default',
    corrupt: ({ client, key }) => client.zrem(key('ready'), 'default'),
  },
  {
    title: 'a queue that is not there is ready',
    kind: 'ready_disagrees',
    subject: 'ghost',
    corrupt: ({ client, key }) => client.zadd(key('ready'), 5, 'ghost'),
  },
  ...(['due', 'lease', 'retention'] as const).map((alarm): Corruption => ({
    title: `the alarm ${alarm} is not set`,
    kind: 'alarm_disagrees',
    subject: 'default',
    corrupt: ({ client, key }) => client.zrem(key('alarm'), `${alarm}|default`),
  })),
  {
    title: 'an alarm is late',
    kind: 'alarm_disagrees',
    subject: 'second',
    corrupt: ({ client, key }) => client.zadd(key('alarm'), 9e12, 'expiry|second'),
  },
  {
    title: 'an alarm of a queue that is not there',
    kind: 'alarm_disagrees',
    subject: 'ghost',
    corrupt: ({ client, key }) => client.zadd(key('alarm'), 5, 'due|ghost'),
  },
  {
    title: 'two wake tokens',
    kind: 'wake_tokens',
    subject: 'wake',
    corrupt: ({ client, key }) => client.rpush(key('wake'), '1', '1'),
  },
  {
    title: "two wake tokens of a queue's own",
    kind: 'wake_tokens',
    subject: 'default',
    corrupt: ({ client, key }) => client.rpush(key('q:default:wake'), '1', '1'),
  },
];

const sums: readonly Corruption[] = [
  ...(['claim:w00000000', 'cancel:w0000000', 'bucket:enqueue'] as const).map((name): Corruption => ({
    title: `${name} has no time to live`,
    kind: 'kept_for_ever',
    subject: name,
    corrupt: ({ client, key }) =>
      name.startsWith('cancel') ? client.rpush(key(name), 'x') : client.set(key(name), '1'),
  })),
  ...(['bytes', 'kept'] as const).map((sum): Corruption => ({
    title: `the queue's ${sum} are wrong`,
    kind: 'weight_disagrees',
    subject: 'default',
    corrupt: ({ client, key }) => client.hincrby(key('q:default:gauge'), sum, 7),
  })),
  ...(['state:queued', 'state:in_progress', 'enqueued', 'completed', 'bytes'] as const).map(
    (counter): Corruption => ({
      title: `the counter ${counter} is wrong`,
      kind: 'count_disagrees',
      subject: counter,
      corrupt: ({ client, key }) => client.hincrby(key('counts'), counter, -1),
    }),
  ),
  {
    title: 'a counter of nothing',
    kind: 'count_disagrees',
    subject: 'state:queued',
    corrupt: ({ client, key }) => client.del(key('counts')),
  },
];

const dependencies: readonly Corruption[] = [
  {
    title: 'the dependencies of a job are gone',
    kind: 'dependencies_disagree',
    subject: 'child',
    corrupt: ({ client, key }) => client.del(key('deps:child')),
  },
  {
    title: 'there are dependencies of a job that is not there',
    kind: 'dependencies_without_job',
    subject: 'nobody',
    corrupt: ({ client, key }) => client.zadd(key('deps:nobody'), 0, 'other'),
  },
  {
    title: 'a job is waited for and does not know',
    kind: 'dependency_not_listed',
    subject: 'child',
    corrupt: ({ client, key }) => client.del(key('dependents:other')),
  },
  {
    title: 'a job is waited for that is final',
    kind: 'dependents_left',
    subject: 'completed',
    corrupt: ({ client, key }) => client.zadd(key('dependents:completed'), 5, 'child'),
  },
  {
    title: 'a job is waited for that is not there',
    kind: 'dependents_left',
    subject: 'nobody',
    corrupt: ({ client, key }) => client.zadd(key('dependents:nobody'), 5, 'child'),
    mendable: false,
  },
  {
    title: 'a job waits though its dependencies are done',
    kind: 'waits_for_nothing',
    subject: 'child',
    corrupt: ({ client, key }) => client.zadd(key('deps:child'), 1_000, 'other'),
  },
  {
    title: 'ends are there that nobody is told of',
    kind: 'alarm_disagrees',
    subject: 'unblock',
    corrupt: ({ client, key }) => client.zadd(key('unblock'), 7, 'j7 child'),
  },
];

const schedules: readonly Corruption[] = [
  {
    title: 'a schedule is not listed',
    kind: 'schedule_index',
    subject: 'paused',
    corrupt: ({ client, key }) => client.zrem(key('schedules'), 'paused'),
  },
  ...(['schedules', 'schedules:due'] as const).map((index): Corruption => ({
    title: `${index} names a schedule that is not there`,
    kind: index === 'schedules' ? 'schedule_index' : 'schedule_due',
    subject: 'ghost',
    corrupt: ({ client, key }) => client.zadd(key(index), 0, 'ghost'),
  })),
  ...(['active', 'held'] as const).map((name): Corruption => ({
    title: `a schedule with a slot (${name}) is not due`,
    kind: 'schedule_due',
    subject: name,
    corrupt: ({ client, key }) => client.zrem(key('schedules:due'), name),
  })),
  ...([5, 9e12] as const).flatMap((at) =>
    (['active', 'held'] as const).map((name): Corruption => ({
      title: `a schedule with a slot (${name}) is due at ${at}`,
      kind: 'schedule_due',
      subject: name,
      corrupt: ({ client, key }) => client.zadd(key('schedules:due'), at, name),
    })),
  ),
  {
    title: 'a paused schedule is due',
    kind: 'schedule_due',
    subject: 'paused',
    corrupt: ({ client, key }) => client.zadd(key('schedules:due'), 5, 'paused'),
  },
  {
    title: 'a paused schedule has a slot',
    kind: 'schedule_due',
    subject: 'paused',
    corrupt: ({ client, key }) => client.hset(key('schedule:paused'), 'next', '5'),
  },
  {
    title: 'a schedule has lost its job',
    kind: 'schedule_malformed',
    subject: 'active',
    corrupt: ({ client, key }) => client.hdel(key('schedule:active'), 'b'),
    mendable: false,
  },
];

export const CORRUPTIONS: readonly Corruption[] = [
  ...places,
  ...records,
  ...texts,
  ...logs,
  ...lists,
  ...dedup,
  ...dependencies,
  ...groupCorruptions,
  ...indexCorruptions,
  ...queues,
  ...schedules,
  ...sums,
];
