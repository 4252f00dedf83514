import { join } from 'node:path';
import { Service } from '../support/service';
import type { TestRedis } from '../support/redis-server';
import type { ProcessLife } from './ledger/evidence';
import type { Violation } from './ledger/violation';
import { Member } from './member';
import type { Snapshot } from './snapshot';
import type { Timeline } from './timeline';

export interface FleetOptions {
  readonly redis: TestRedis;
  readonly snapshot: Snapshot;
  readonly timeline: Timeline;
  readonly ledgerDir: string;
  readonly apis: number;
  readonly workers: number;
  readonly env: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** The processes of a run: API and worker processes of the real service, each with its own way to Redis. */
export class Fleet {
  readonly apis: Member[] = [];
  readonly workers: Member[] = [];
  readonly violations: Violation[] = [];
  private readonly lives = new Map<string, ProcessLife>();

  private constructor(private readonly options: FleetOptions) {}

  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    try {
      for (let index = 1; index <= options.apis; index += 1) {
        fleet.apis.push(await fleet.member('api', index));
      }
      for (let index = 1; index <= options.workers; index += 1) {
        fleet.workers.push(await fleet.member('worker', index));
      }
      await Promise.all(fleet.members.map((member) => member.start()));
    } catch (error) {
      await fleet.kill();
      throw error;
    }
    return fleet;
  }

  get members(): readonly Member[] {
    return [...this.apis, ...this.workers];
  }

  /** Where a client may send to: API processes that run, as far as a balancer would know. */
  get urls(): string[] {
    return this.apis.filter((member) => member.running).map((member) => member.url);
  }

  get processes(): ReadonlyMap<string, ProcessLife> {
    return this.lives;
  }

  /** Ends all processes as a deploy does. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.terminate()));
    await this.kill();
  }

  /** Whatever state they are in: afterwards there are none. */
  async kill(): Promise<void> {
    await Promise.all(this.members.map((member) => member.discard()));
  }

  private async member(role: 'api' | 'worker', index: number): Promise<Member> {
    const { redis, snapshot, timeline, ledgerDir, env, nodeOptions = [] } = this.options;
    const violate = (name: string, detail: string) => {
      timeline.note(`!! ${name}: ${detail}`);
      this.violations.push({ rule: 'process', id: name, detail });
    };
    return await Member.create(`${role}-${index}`, redis.port, {
      launch: (name, redisUrl, extra) =>
        Service.launch({
          command: snapshot.command(...nodeOptions),
          env: {
            REDIS_URL: redisUrl,
            SLUICE_ROLE: role,
            LOG_LEVEL: 'warn',
            ...env,
            ...(role === 'worker'
              ? {
                  LEDGER_DIST: snapshot.dist,
                  LEDGER_FILE: join(ledgerDir, `${name}.ndjson`),
                  LEDGER_WORKER: name,
                }
              : {}),
            ...extra,
          },
        }),
      lives: this.lives,
      timeline,
      violate,
    });
  }
}
