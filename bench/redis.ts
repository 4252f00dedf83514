import { TestRedis } from '../test/support/redis-server';

const OPTIONS = [
  ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
  // Not rewritten meanwhile: for one peer it would fall into the measured part and for another not, and Redis, its rewriting
  // child and the peer would share two processors.
  ...['--auto-aof-rewrite-percentage', '0'],
];

/** A Redis of its own, as all that is measured has it. */
export function startRedis(): Promise<TestRedis> {
  return TestRedis.start(OPTIONS);
}
