import type { Redis } from 'ioredis';
import { NotReplicatedError } from '../core/errors';
import { RedisLink } from './redis-link';
import { troubleOf } from './redis-errors';
import type { RedisNodes } from './redis-nodes';
import type { Script, Scripts } from './script-source';

export interface ReplicationOptions {
  /** How many replicas must have a write. */
  readonly replicas: number;
  /** How long to wait for them (ms). */
  readonly waitMs: number;
}

/** A WAIT and what it said; `session` is the connection's at the moment at which it was sent. */
interface Round {
  readonly session: number;
  readonly replicas: number;
}

/** One connection, and the calls on it that wait for replicas. */
interface Line {
  /** Counts how often the connection broke. */
  session: number;
  running: Promise<Round> | null;
  next: Promise<Round> | null;
}

/**
 * Runs scripts whose answers come once replicas have what they wrote, by WAIT. That asks about the writes of its own
 * connection and stops it meanwhile, so
 *
 * - the connections are of their own, for nothing else;
 * - a WAIT counts only if the connection did not break between the script's call and it: a new one has written
 *   nothing, and to another Redis perhaps. Else the script runs again, as after an answer that got lost;
 * - there is a write right before each WAIT: a script that finds all jobs stored already writes nothing by itself, and
 *   its sender asks about them all the same;
 * - one WAIT is for all scripts that were answered while the one before it went on.
 */
export class ReplicatedLink extends RedisLink {
  private readonly lines = new WeakMap<Redis, Line>();

  constructor(
    nodes: RedisNodes,
    scripts: Scripts,
    private readonly options: ReplicationOptions,
    onCall: (namespace: string, script: string) => void,
  ) {
    super(nodes, scripts, onCall);
  }

  protected override async send(
    redis: Redis,
    script: Script,
    keys: readonly [string, string],
    argv: readonly string[],
  ): Promise<unknown> {
    const line = this.lineOf(redis);
    const { session } = line;
    const reply = await super.send(redis, script, keys, argv);
    const round = await this.nextRound(redis, line, keys[0]);
    if (round.session !== session) {
      throw new Error('Connection is closed.');
    }
    if (round.replicas < this.options.replicas) {
      throw new NotReplicatedError(
        `${round.replicas} of ${this.options.replicas} replicas had it within ${this.options.waitMs} ms`,
      );
    }
    return reply;
  }

  private lineOf(redis: Redis): Line {
    let line = this.lines.get(redis);
    if (line === undefined) {
      const made: Line = { session: 0, running: null, next: null };
      redis.on('close', () => (made.session += 1));
      this.lines.set(redis, made);
      line = made;
    }
    return line;
  }

  private nextRound(redis: Redis, line: Line, mark: string): Promise<Round> {
    line.next ??= (line.running ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        line.next = null;
        line.running = this.round(redis, line, mark);
        return line.running;
      });
    return line.next;
  }

  private async round(redis: Redis, { session }: Line, mark: string): Promise<Round> {
    // Both in one turn, and so on one connection.
    const marked = redis.hset(mark, 'replicated', '1').then(
      () => null,
      (error: unknown) => ({ error }),
    );
    const replicas = await redis.wait(this.options.replicas, this.options.waitMs);
    const failed = await marked;
    if (failed !== null) {
      const trouble = troubleOf(failed.error);
      // The scripts' writes were made before Redis refused this one.
      throw trouble === 'full' || trouble === 'refused'
        ? new NotReplicatedError('Redis refuses to be asked about replicas', { cause: failed.error })
        : failed.error;
    }
    return { session, replicas };
  }
}
