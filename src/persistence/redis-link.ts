import type { Redis } from 'ioredis';
import { StoreUnavailableError } from '../core/errors';
import type { Command } from './commands/command';
import { scriptKeys } from './keys';
import { toStoreError, troubleOf } from './redis-errors';
import type { RedisNodes } from './redis-nodes';
import type { Script, Scripts } from './script-source';

/**
 * A call is tried again until this long after it began (ms): short breaks go unnoticed, and a request gets
 * its error within two seconds.
 */
export const CALL_DEADLINE_MS = 1_800;

const PAUSE_MS = 25;

/**
 * Runs scripts. Every script may be sent again (jobs are known by id, claims by nonce, settlements by token),
 * so a call whose connection broke is repeated here until its deadline, and only then is an error.
 */
export class RedisLink {
  constructor(
    private readonly nodes: RedisNodes,
    private readonly scripts: Scripts,
    /** Hears of each call before it is sent; what it sends itself goes first. */
    private readonly onCall: (namespace: string, script: string) => void = () => undefined,
  ) {}

  /** What it is made for: one Redis, or a cluster. */
  get kind(): RedisNodes['kind'] {
    return this.nodes.kind;
  }

  async run<I, O>(namespace: string, command: Command<I, O>, input: I): Promise<O> {
    const script = this.scriptOf(command.script);
    this.onCall(namespace, command.script);
    const keys = scriptKeys(namespace);
    let resent = false;
    return this.insist(
      keys[0],
      async (redis) => {
        const reply = await this.send(redis, script, keys, command.encode(input, resent));
        return command.decode(reply, input, resent);
      },
      (trouble) => {
        resent ||= trouble === 'unanswered';
        return true;
      },
    );
  }

  /** A plain read of one key, or a plain write that may be made twice; not repeated when its connection breaks. */
  read<T>(key: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
    return this.insist(key, ask, (trouble) => trouble === 'try_again');
  }

  /** The same of every node that takes writes. */
  async readEach<T>(ask: (redis: Redis) => Promise<T>): Promise<T[]> {
    try {
      const nodes = await this.connected(() => this.nodes.all(), performance.now() + CALL_DEADLINE_MS);
      return await Promise.all(nodes.map(ask));
    } catch (error) {
      throw toStoreError(withoutArguments(error));
    }
  }

  protected async send(
    redis: Redis,
    script: Script,
    [meta, absent]: readonly [meta: string, absent: string],
    argv: readonly string[],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(script.sha, 2, meta, absent, ...argv);
    } catch (error) {
      if (troubleOf(error) !== 'unknown_script') {
        throw error;
      }
      // After a restart, a failover or SCRIPT FLUSH; the text also makes it known again.
      return redis.eval(script.text, 2, meta, absent, ...argv);
    }
  }

  /** @param again whether to try again after such trouble */
  private async insist<T>(
    key: string,
    ask: (redis: Redis) => Promise<T>,
    again: (trouble: 'unanswered' | 'try_again') => boolean,
  ): Promise<T> {
    const deadline = performance.now() + CALL_DEADLINE_MS;
    for (;;) {
      try {
        const redis = this.nodes.of(key);
        return await ask(redis?.status === 'ready' ? redis : await this.connectionOf(key, deadline));
      } catch (caught) {
        const error = withoutArguments(caught);
        this.nodes.learn(error);
        const trouble = troubleOf(error);
        const repeat = (trouble === 'unanswered' || trouble === 'try_again') && again(trouble);
        if (!repeat || performance.now() + PAUSE_MS >= deadline) {
          throw toStoreError(error);
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  private scriptOf(name: string): Script {
    const script = this.scripts.get(name);
    if (script === undefined) {
      throw new Error(`no script ${name}`);
    }
    return script;
  }

  private async connectionOf(key: string, deadline: number): Promise<Redis> {
    const [redis] = await this.connected(() => [this.nodes.of(key)], deadline);
    return redis as Redis;
  }

  /** Waits until there are such connections and all are ready. */
  private async connected(
    find: () => readonly (Redis | null)[],
    deadline: number,
  ): Promise<readonly Redis[]> {
    for (;;) {
      const found = find();
      const ready = found.filter((redis) => redis?.status === 'ready');
      if (found.length > 0 && ready.length === found.length) {
        return ready as readonly Redis[];
      }
      const left = deadline - performance.now();
      if (this.nodes.closed || left <= 0) {
        throw new StoreUnavailableError('not connected to Redis');
      }
      try {
        await within(this.nodes.change(), left);
      } catch (error) {
        throw new StoreUnavailableError('not connected to Redis', { cause: error });
      }
    }
  }
}

async function within(event: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no connection in time')), ms);
  });
  try {
    await Promise.race([event, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** ioredis hangs the command on its errors: payloads, which must not get into a log. */
function withoutArguments(error: unknown): unknown {
  if (error instanceof Error && 'command' in error) {
    delete error.command;
  }
  return error;
}
