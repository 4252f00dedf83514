import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { mostAhead } from '../../src/core/prefetch';
import { TickBatcher } from '../../src/core/tick-batcher';
import { FLOOR, SAFE_FLOOR, type FloorScripts } from './floor-scripts';
import type { Peer } from './peer';

interface FloorRedis extends Redis {
  enqueue(...argv: readonly string[]): Promise<number>;
  turn(...argv: readonly string[]): Promise<string[]>;
}

/** What a lane brings and takes in one call. */
interface Turn {
  readonly most: number;
  /** Id, result... */
  readonly done: readonly string[];
  readonly token: string;
  /** Of those that are done. */
  readonly doneToken: string;
}

/** The caller's side of a floor's scripts, as lean as it can be. */
interface Dialect {
  readonly scripts: FloorScripts;
  enqueue(bodies: readonly string[]): string[];
  turn(turn: Turn): string[];
  /** Id, body... */
  read(answer: string[]): string[];
}

const LOSSY: Dialect = {
  scripts: FLOOR,
  enqueue: (bodies) => bodies.flatMap((body) => [randomUUID(), body]),
  turn: ({ most, done }) => [String(Date.now()), String(most), ...done],
  read: (answer) => answer,
};

const PIECE = 64;
const RECORD = 30;
const UUID = 36;
const MAX_DEPTH = '10000000';

const SAFE: Dialect = {
  scripts: SAFE_FLOOR,
  enqueue: (bodies) => [
    MAX_DEPTH,
    ...bodies.flatMap((body) => [randomUUID(), body.slice(0, PIECE), body.slice(PIECE)]),
  ],
  turn: ({ most, done, token, doneToken }) => [String(Date.now()), String(most), token, doneToken, ...done],
  read: (answer) => answer.flatMap((job) => [job.slice(RECORD, RECORD + UUID), job.slice(RECORD + UUID)]),
};

export class FloorStore {
  private readonly redis: FloorRedis;
  private readonly batcher = new TickBatcher((bodies: readonly string[]) => this.send(bodies));

  constructor(
    redisPort: number,
    private readonly dialect: Dialect = LOSSY,
  ) {
    const scripts = {
      enqueue: { lua: dialect.scripts.enqueue, numberOfKeys: 0 },
      turn: { lua: dialect.scripts.turn, numberOfKeys: 0 },
    };
    this.redis = new Redis(redisPort, '127.0.0.1', { scripts }) as FloorRedis;
  }

  add(body: string): Promise<number> {
    return this.batcher.submit(body);
  }

  async addBulk(bodies: readonly string[]): Promise<void> {
    await this.send(bodies);
  }

  /** @returns id, body... */
  async turn(turn: Turn): Promise<string[]> {
    return this.dialect.read(await this.redis.turn(...this.dialect.turn(turn)));
  }

  /** A connection that waits, until there is something to do. */
  sleeper(): () => Promise<unknown> {
    const redis = this.redis.duplicate();
    return () => redis.blpop('floor:wake', 1);
  }

  completed(): Promise<number> {
    return this.redis.zcard('floor:completed');
  }

  async close(): Promise<void> {
    await this.redis.quit();
  }

  private async send(bodies: readonly string[]): Promise<number[]> {
    await this.redis.enqueue(...this.dialect.enqueue(bodies));
    return bodies.map(() => 1);
  }
}

const LANES = 2;
const TOKEN_LENGTH = 14;

/** What a machine can do at most, with some queue: see floor-scripts.ts. Has no delayed jobs. */
export class FloorPeer implements Peer {
  private store: FloorStore | undefined;

  protected get dialect(): Dialect {
    return LOSSY;
  }

  open(redisPort: number): Promise<void> {
    this.store = new FloorStore(redisPort, this.dialect);
    return Promise.resolve();
  }

  add(payload: object): Promise<unknown> {
    return this.opened.add(JSON.stringify(payload));
  }

  addBulk(payloads: readonly object[]): Promise<unknown> {
    return this.opened.addBulk(payloads.map((payload) => JSON.stringify(payload)));
  }

  /** Two lanes with half of the jobs each: while Redis has the one, the other runs. As many ahead as Sluice has. */
  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void {
    const jobs = concurrency + mostAhead(concurrency);
    for (let lane = 0; lane < LANES; lane += 1) {
      void this.lane(Math.ceil(jobs / LANES), handler, completed);
    }
  }

  completed(): Promise<number> {
    return this.opened.completed();
  }

  close(): Promise<unknown> {
    return this.opened.close();
  }

  private async lane(
    most: number,
    handler: (payload: object) => unknown,
    completed: () => void,
  ): Promise<never> {
    const sleep = this.opened.sleeper();
    const id = randomUUID();
    let done: string[] = [];
    let doneToken = '';
    for (let turns = 0; ; turns += 1) {
      const token = (id.slice(0, 8) + turns.toString(16).padStart(6, '0')).slice(0, TOKEN_LENGTH);
      const taken = await this.opened.turn({ most, done, token, doneToken });
      for (let i = 0; i < done.length; i += 2) {
        completed();
      }
      if (taken.length === 0 && done.length === 0) {
        await sleep();
      }
      done = taken.map((part, i) =>
        i % 2 === 0 ? part : JSON.stringify(handler(JSON.parse(part) as object)),
      );
      doneToken = token;
    }
  }

  private get opened(): FloorStore {
    if (this.store === undefined) {
      throw new Error('not open');
    }
    return this.store;
  }
}

export class SafeFloorPeer extends FloorPeer {
  protected override get dialect(): Dialect {
    return SAFE;
  }
}
