import type { AuditBed } from './audit-bed';
import type { Corruption } from './corruptions';

/** `let-in` as if the rate of its group held it back, at this place in its group. */
async function holdBack(bed: AuditBed, place: number): Promise<void> {
  const { client, key } = bed;
  const b0 = await client.hget(key('job:let-in'), 'b0');
  await bed.overwrite('let-in', 1, 'b');
  await client.zrem(key('q:second:queued'), 'let-in');
  await client.zadd(key('q:second:blocked'), parseInt(b0?.slice(0, 11) ?? '', 16), 'let-in');
  await client.hincrby(key('counts'), 'state:queued', -1);
  await client.hincrby(key('counts'), 'state:blocked', 1);
  await client.zadd(key('q:second:group:g'), place, 'let-in');
}

/** Of the group `g` of the queue `second`: `let-in` has its one place, `grouped` waits. */
export const groupCorruptions: readonly Corruption[] = [
  {
    title: 'a job in line lost its place in the group',
    kind: 'group_disagrees',
    subject: 'let-in',
    corrupt: ({ client, key }) => client.del(key('q:second:held:g')),
  },
  {
    title: 'a job does not know that it has a place',
    kind: 'group_disagrees',
    subject: 'let-in',
    corrupt: (bed) => bed.overwrite('let-in', 2, '000'),
  },
  {
    title: 'a blocked job waits in no group',
    kind: 'group_disagrees',
    subject: 'grouped',
    corrupt: async ({ client, key }) => {
      await client.del(key('q:second:group:g'));
      await client.del(key('q:second:groups'));
    },
  },
  {
    title: 'a job without a group has a place',
    kind: 'group_disagrees',
    subject: 'queued',
    corrupt: (bed) => bed.overwrite('queued', 2, '301'),
  },
  {
    title: 'a finished job has a place',
    kind: 'group_disagrees',
    subject: 'cancelled',
    corrupt: async ({ client, key }) => {
      await client.hset(key('job:cancelled'), 't', 'h');
      await client.sadd(key('q:default:held:h'), 'cancelled');
    },
  },
  {
    title: 'a place is held by a job that is gone',
    kind: 'member_without_job',
    subject: 'nobody',
    corrupt: ({ client, key }) => client.sadd(key('q:second:held:g'), 'nobody'),
  },
  {
    title: 'a place is held by a job of another group',
    kind: 'member_misplaced',
    subject: 'other',
    corrupt: ({ client, key }) => client.sadd(key('q:second:held:g'), 'other'),
  },
  {
    title: 'a job that is gone waits for a place',
    kind: 'member_without_job',
    subject: 'nobody',
    corrupt: ({ client, key }) => client.zadd(key('q:second:group:g'), 5, 'nobody'),
  },
  {
    title: 'the index of groups misses one',
    kind: 'group_index',
    subject: 'g|second',
    corrupt: ({ client, key }) => client.del(key('q:second:groups')),
  },
  {
    title: 'the index of groups names one in which nobody waits',
    kind: 'group_index',
    subject: 'odd:group|second',
    corrupt: ({ client, key }) => client.zadd(key('q:second:groups'), 0, 'odd:group'),
  },
  {
    title: 'a group has room, and its job waits',
    kind: 'group_stuck',
    subject: 'g|second',
    corrupt: ({ client, key }) => client.hset(key('q:second:config'), 'group_concurrency', 2),
  },
  {
    title: 'a rate has no room, and no alarm rings when it has',
    kind: 'alarm_disagrees',
    subject: 'second',
    corrupt: async ({ client, key }) => {
      await client.hset(key('q:second:config'), 'rate', '1/60000');
      await client.rpush(key('q:second:starts'), Date.now());
      await client.pexpire(key('q:second:starts'), 60_000);
      await client.zrem(key('ready'), 'second');
    },
  },
  {
    title: 'starts of a queue that would be kept for ever',
    kind: 'kept_for_ever',
    subject: 'q:second:starts',
    corrupt: ({ client, key }) => client.rpush(key('q:second:starts'), Date.now()),
  },
  {
    title: 'a rate of groups that is waited for by nobody',
    kind: 'group_index',
    subject: 'left|second',
    corrupt: async ({ client, key }) => {
      await client.hset(key('q:second:config'), 'group_rate', '1/60000');
      await client.zadd(key('q:second:group_room'), Date.now() + 60_000, 'left');
      await client.zadd(key('alarm'), Date.now() + 60_000, 'group_rate|second');
    },
  },
  {
    title: 'a group waits for its rate, and no alarm rings when that has room',
    kind: 'alarm_disagrees',
    subject: 'second',
    corrupt: async ({ client, key }) => {
      await client.hset(key('q:second:config'), 'group_rate', '1/60000');
      await client.zadd(key('q:second:group_room'), Date.now() + 60_000, 'g');
    },
  },
  {
    title: 'a job with a place is held back, and nobody looks at it again',
    kind: 'group_stuck',
    subject: 'g|second',
    corrupt: (bed) => holdBack(bed, -5),
  },
  {
    title: 'a job with a place is not in front of those that have none',
    kind: 'group_disagrees',
    subject: 'let-in',
    corrupt: (bed) => holdBack(bed, 5),
  },
  {
    title: 'starts of a group that would be kept for ever',
    kind: 'kept_for_ever',
    subject: 'q:second:starts:g',
    corrupt: ({ client, key }) => client.rpush(key('q:second:starts:g'), Date.now()),
  },
  {
    title: 'the alarm of a queue that gives new places away is not set',
    kind: 'alarm_disagrees',
    subject: 'second',
    corrupt: ({ client, key }) => client.hset(key('q:second:gauge'), 'widen', ''),
  },
];
