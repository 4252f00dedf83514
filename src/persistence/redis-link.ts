import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { StoreUnavailableError } from '../core/errors';
import type { Command } from './commands/command';
import { scriptKeys } from './keys';
import { toStoreError, troubleOf } from './redis-errors';
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
  private ready: Promise<unknown> | null = null;
  private readonly closing = new AbortController();

  constructor(
    private readonly redis: Redis,
    private readonly scripts: Scripts,
  ) {}

  async run<I, O>(namespace: string, command: Command<I, O>, input: I): Promise<O> {
    const script = this.scriptOf(command.script);
    const deadline = performance.now() + CALL_DEADLINE_MS;
    let resent = false;
    for (;;) {
      try {
        await this.untilConnected(deadline);
        const reply = await this.send(script, namespace, command.encode(input, resent));
        return command.decode(reply, input, resent);
      } catch (caught) {
        const error = withoutArguments(caught);
        const trouble = troubleOf(error);
        const again = trouble === 'unanswered' || trouble === 'try_again';
        if (!again || performance.now() + PAUSE_MS >= deadline) {
          throw toStoreError(error);
        }
        resent ||= trouble === 'unanswered';
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  /** Calls that wait for a connection, and those that come after, end with an error at once. */
  close(): void {
    this.closing.abort();
  }

  /** A plain read; not repeated. */
  async read<T>(ask: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      await this.untilConnected(performance.now() + CALL_DEADLINE_MS);
      return await ask(this.redis);
    } catch (error) {
      throw toStoreError(withoutArguments(error));
    }
  }

  private async send(script: Script, namespace: string, argv: readonly string[]): Promise<unknown> {
    const [meta, absent] = scriptKeys(namespace);
    try {
      return await this.redis.evalsha(script.sha, 2, meta, absent, ...argv);
    } catch (error) {
      if (troubleOf(error) !== 'unknown_script') {
        throw error;
      }
      // After a restart, a failover or SCRIPT FLUSH; the text also makes it known again.
      return this.redis.eval(script.text, 2, meta, absent, ...argv);
    }
  }

  private scriptOf(name: string): Script {
    const script = this.scripts.get(name);
    if (script === undefined) {
      throw new Error(`no script ${name}`);
    }
    return script;
  }

  private async untilConnected(deadline: number): Promise<void> {
    const { redis, closing } = this;
    if (redis.status === 'ready') {
      return;
    }
    const left = deadline - performance.now();
    if (redis.status === 'end' || closing.signal.aborted || left <= 0) {
      throw new StoreUnavailableError('not connected to Redis');
    }
    try {
      await within(this.nextReady(), left);
    } catch (error) {
      throw new StoreUnavailableError('not connected to Redis', { cause: error });
    }
  }

  /** One for all calls that wait: a listener each would be more than an emitter is made for. */
  private nextReady(): Promise<unknown> {
    if (this.ready === null) {
      const { signal } = this.closing;
      this.ready = once(this.redis, 'ready', { signal }).finally(() => (this.ready = null));
      // Every caller may have given up by then.
      this.ready.catch(() => undefined);
    }
    return this.ready;
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
