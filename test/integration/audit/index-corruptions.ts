import type { AuditBed } from './audit-bed';
import type { Corruption } from './corruptions';

type InIndex = Omit<Corruption, 'corrupt'> & {
  /** @param index the name of a key of the index of the queue `second` */
  readonly corrupt: (bed: AuditBed, index: (set: string) => string) => Promise<unknown>;
};

const inIndex: readonly InIndex[] = [
  {
    title: 'a job is not in a set of the index that it belongs into',
    kind: 'index_disagrees',
    subject: 'other',
    corrupt: ({ client }, index) => client.zrem(index('created'), 'other'),
  },
  {
    title: 'a job is in the index as of another time',
    kind: 'index_disagrees',
    subject: 'other',
    corrupt: ({ client }, index) => client.zadd(index('type:simulate'), 5, 'other'),
  },
  {
    title: 'the index has a job of another queue',
    kind: 'index_disagrees',
    subject: 'queued',
    corrupt: ({ client }, index) => client.zadd(index('created'), 5, 'queued'),
  },
  {
    title: 'the index has a job under a tag that it does not have',
    kind: 'index_disagrees',
    subject: 'other',
    corrupt: ({ client }, index) => client.zadd(index('tag:none'), 5, 'other'),
  },
  {
    title: 'the index has a job that is not there',
    kind: 'member_without_job',
    subject: 'nobody',
    corrupt: ({ client }, index) => client.zadd(index('created'), 5, 'nobody'),
  },
  {
    title: 'a set of the index is not listed, so that it would stay',
    kind: 'index_left',
    subject: 'created',
    corrupt: ({ client }, index) => client.zrem(index('sets'), 'created'),
  },
  {
    title: 'the index lists a set that has no job',
    kind: 'index_left',
    subject: 'tag:none',
    corrupt: ({ client }, index) => client.zadd(index('sets'), 0, 'tag:none'),
  },
  {
    title: 'the index counts jobs that are not there',
    kind: 'index_malformed',
    subject: 'second',
    corrupt: ({ client, key }) => client.hincrby(key('q:second:index'), 'jobs', 50),
  },
  {
    title: 'the index has lost what it says of itself',
    kind: 'index_malformed',
    subject: 'second',
    corrupt: ({ client, key }) => client.del(key('q:second:index')),
  },
  {
    title: 'the index says that it is another one',
    kind: 'index_malformed',
    subject: 'second',
    corrupt: ({ client, key }) => client.hset(key('q:second:index'), 'gen', '5'),
  },
  {
    title: 'there is an index that nobody asked for',
    kind: 'index_malformed',
    subject: 'second',
    corrupt: ({ client, key }) => client.hdel(key('q:second:config'), 'index'),
  },
  {
    title: 'nobody looks at an index',
    kind: 'index_malformed',
    subject: 'second',
    corrupt: ({ client, key }) => client.zrem(key('indexing'), 'second'),
  },
  {
    title: 'an index is looked at that is not there',
    kind: 'index_malformed',
    subject: 'default',
    corrupt: ({ client, key }) => client.zadd(key('indexing'), 5, 'default'),
  },
];

/** Of the queue `second`, which is indexed by everything. */
export const indexCorruptions: readonly Corruption[] = [
  ...inIndex.map(({ corrupt, ...rest }): Corruption => ({
    ...rest,
    corrupt: async (bed) => corrupt(bed, await bed.index('second')),
  })),
  {
    title: 'a part of an index belongs to no queue',
    kind: 'index_left',
    subject: '999',
    corrupt: async ({ client, key }) => {
      await client.zadd(key('index:999:created'), 5, 'other');
      await client.zadd(key('index:999:sets'), 0, 'created');
    },
  },
];
