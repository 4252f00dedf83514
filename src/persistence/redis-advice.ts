import type { Redis } from 'ioredis';
import { StoreUnavailableError } from '../core/errors';
import { DEFAULT_NAMESPACE } from '../core/job';
import {
  STORE_CHECKS,
  type AdviceLevel,
  type StoreAdvice,
  type StoreAdviser,
  type StoreCheck,
} from '../core/store-advice';
import { rightsCommand } from './commands/rights.command';
import { neededCalls } from './redis-rights';
import { troubleOf } from './redis-errors';
import type { RedisLink } from './redis-link';

/** Scripts say with `#!lua flags=…` what Redis may refuse them; that came with this version. */
const OLDEST_MAJOR = 7;

/** Settings and state by INFO's names. */
type Known = ReadonlyMap<string, string>;

type Judgement = Omit<StoreAdvice, 'check'>;

/**
 * Reads the settings by INFO, which nearly every Redis allows, and by CONFIG GET what INFO leaves out, on the
 * connections that are there anyway. Of a cluster, each primary is looked at, and the worst of them counts.
 */
export class RedisAdviser implements StoreAdviser {
  constructor(private readonly link: RedisLink) {}

  async look(): Promise<readonly StoreAdvice[]> {
    const nodes = await this.link.readEach(async (redis) => ({
      name: `${redis.options.host ?? ''}:${redis.options.port ?? ''}`,
      known: new Map([...(await configOf(redis)), ...(await infoOf(redis)), [OURS, this.link.kind]]),
    }));
    const rights = await this.rights();
    return STORE_CHECKS.map((check) => ({
      check,
      ...worst(
        check === 'rights'
          ? [rights]
          : nodes.map(({ name, known }) => {
              const judgement = JUDGES[check](known) ?? UNKNOWN;
              const where = nodes.length > 1 && judgement.level !== 'ok' ? `${name}: ` : '';
              return { ...judgement, detail: where + judgement.detail };
            }),
      ),
    }));
  }

  /** Of the user that Sluice is to Redis. */
  private async rights(): Promise<Judgement> {
    try {
      const missing = await this.link.run(DEFAULT_NAMESPACE, rightsCommand, neededCalls(this.link.kind));
      return missing.length === 0
        ? { level: 'ok', detail: 'all that are needed' }
        : lacking(`is not allowed: ${missing.join(', ').replaceAll(' KEY', ' on sluice:*')}`);
    } catch (error) {
      const cause = error instanceof StoreUnavailableError ? error.cause : error;
      if (cause instanceof Error && NOPERM.test(cause.message)) {
        return lacking(cause.message.replace(NOPERM, ''));
      }
      // A replica, or a cluster that is down, runs no script: other checks tell of that.
      return UNKNOWN;
    }
  }
}

function lacking(what: string): Judgement {
  return { level: 'unfit', detail: `${what}; give the user the rights that docs/redis.md lists` };
}

/** What Redis says of a user who lacks a right. */
const NOPERM = /^NOPERM\b\W*/;

const BY_LEVEL: readonly AdviceLevel[] = ['unfit', 'warning', 'unknown', 'ok'];

/** Of the nodes' judgements. */
function worst(judgements: readonly Judgement[]): Judgement {
  const [first = UNKNOWN] = BY_LEVEL.flatMap((level) => judgements.filter((one) => one.level === level));
  return first;
}

/** Under this name is what REDIS_URL takes it for. */
const OURS = 'sluice:kind';

async function infoOf(redis: Redis): Promise<Known> {
  const text = await unlessRefused(() => redis.info());
  const lines = (text ?? '').split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  );
}

/** Under the names that INFO has for them, where it has one. */
async function configOf(redis: Redis): Promise<Known> {
  const known = new Map<string, string>();
  for (const name of ['appendfsync', 'maxmemory-policy']) {
    const pair = await unlessRefused(() => redis.config('GET', name));
    const value = Array.isArray(pair) ? (pair[1] as unknown) : undefined;
    if (typeof value === 'string') {
      known.set(name.replaceAll('-', '_'), value);
    }
  }
  return known;
}

/** undefined: it answers, and will not say. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isConnectionTrouble(error)) {
      throw error;
    }
    return undefined;
  }
}

/** Where a managed Redis hides its INFO or CONFIG, that is no reason to be worried or not ready. */
const UNKNOWN: Judgement = { level: 'unknown', detail: 'this Redis does not say' };

/** Whatever else it says of a question about its settings is a refusal, of a managed one often in its own words. */
function isConnectionTrouble(error: unknown): boolean {
  const trouble = troubleOf(error);
  return trouble === 'unanswered' || (trouble === 'refused' && !/^NOPERM\b/.test((error as Error).message));
}

type Judge = (known: Known) => Judgement | undefined;

/** Judges by one setting; undefined where that is not known. */
function by(field: string, judge: (value: string, known: Known) => Judgement): Judge {
  return (known) => {
    const value = known.get(field);
    return value === undefined ? undefined : judge(value, known);
  };
}

const JUDGES: Readonly<Record<Exclude<StoreCheck, 'rights'>, Judge>> = {
  version: by('redis_version', (version) =>
    verdict(
      Number.parseInt(version, 10) >= OLDEST_MAJOR,
      `Redis ${version}`,
      `Sluice needs Redis ${OLDEST_MAJOR} or later`,
    ),
  ),
  eviction: by('maxmemory_policy', judgeEviction),
  append_only: by('aof_enabled', (enabled, known) => {
    if (enabled === '1' && known.get('aof_last_write_status') === 'err') {
      return { level: 'warning', detail: 'the last write to the append-only file failed' };
    }
    return verdict(
      enabled === '1',
      enabled === '1' ? 'on' : 'off',
      'set appendonly yes, or a restart of Redis loses what came since its last snapshot',
    );
  }),
  fsync: by('appendfsync', (when, known) =>
    verdict(
      // Without the file there is nothing to sync, and that is said already.
      when !== 'no' || known.get('aof_enabled') === '0',
      when,
      'set appendfsync everysec, or always, or the operating system decides how much is lost',
    ),
  ),
  role: by('role', (role) =>
    verdict(role === 'master', role === 'slave' ? 'replica' : role, 'let REDIS_URL name the primary'),
  ),
  cluster: by('cluster_enabled', (enabled, known) =>
    known.get(OURS) === 'cluster'
      ? { level: 'ok', detail: 'on' }
      : verdict(
          enabled === '0',
          enabled === '0' ? 'off' : 'a node of a cluster',
          'only the namespaces whose slots this very node has are reached; let REDIS_URL begin with redis+cluster://',
        ),
  ),
};

/**
 * `allkeys-*` drops jobs. `volatile-*` drops keys that have a time to live, and of ours only memories of
 * claims, cancel requests and the rate limit's state have one: a nuisance, but no job is lost.
 */
function judgeEviction(policy: string): Judgement {
  const advice = 'set maxmemory-policy noeviction';
  if (policy.startsWith('allkeys')) {
    return { level: 'unfit', detail: `${policy} drops jobs when memory is short; ${advice}` };
  }
  return verdict(policy === 'noeviction', policy, advice);
}

function verdict(fine: boolean, is: string, advice: string): Judgement {
  return fine ? { level: 'ok', detail: is } : { level: 'warning', detail: `${is}; ${advice}` };
}
