import { StoreUnavailableError } from '../../src/core/errors';
import type { QueueSelection } from '../../src/core/claim';
import type { JobStore } from '../../src/core/job-store';
import type { Method } from '../support/unreliable-store';
import type { Chance } from './chance';
import type { Direction, Weather } from './plan';
import type { SimProcess } from './sim-process';
import type { StoreServer } from './store-server';
import type { Trace } from './trace';
import type { VirtualTime } from './virtual-time';

/** What a client of Redis waits for an answer, and what it adds to a blocking read's own limit (ms). */
const ANSWER_WITHIN_MS = 1_500;
const WAIT_MARGIN_MS = 1_000;

/** After a process died, its blocked read still takes a token for up to this long (ms). */
const DEAD_PEER_MS = 3_000;

export const GOOD_WEATHER: Weather = {
  loseRequest: 0,
  loseAnswer: 0,
  duplicate: 0,
  duplicateMs: 1,
  latencyMs: 2,
};

/** The line between a machine and the store; it outlives the processes on that machine. */
export class Line {
  private present: Weather = GOOD_WEATHER;
  private readonly partitions = new Set<Direction>();
  /** Calls that have no answer yet, without those that wait for work. */
  busy = 0;

  constructor(
    readonly time: VirtualTime,
    readonly server: StoreServer,
    readonly chance: Chance,
    readonly trace: Trace,
  ) {}

  /** @returns what ends it. */
  partition(direction: Direction): () => void {
    this.partitions.add(direction);
    return () => void this.partitions.delete(direction);
  }

  get weather(): Weather {
    return this.present;
  }

  /** @returns what ends this weather, unless another has come meanwhile. */
  change(weather: Weather): () => void {
    this.present = weather;
    return () => {
      if (this.present === weather) {
        this.present = GOOD_WEATHER;
      }
    };
  }

  calm(): void {
    this.present = GOOD_WEATHER;
    this.partitions.clear();
  }

  private cut(direction: Direction): boolean {
    return this.partitions.has('both') || this.partitions.has(direction);
  }

  /** Takes a message to the other end, if it gets there; each takes its own time, so they overtake each other. */
  carry(direction: 'requests' | 'answers', arrive: () => void): void {
    const { loseRequest, loseAnswer, latencyMs } = this.weather;
    const lost = this.chance.is(direction === 'requests' ? loseRequest : loseAnswer);
    const ms = this.chance.between(1, latencyMs);
    if (!lost && !this.cut(direction)) {
      this.time.after(ms, () => {
        if (!this.cut(direction)) {
          arrive();
        }
      });
    }
  }

  /** The store as a process on this machine sees it. */
  storeFor(process: SimProcess, namespace: string): JobStore {
    const answered = (method: Method) =>
      method === 'waitForWork'
        ? (queues: QueueSelection, ms: number, signal: AbortSignal) =>
            waitForWork(this, process, queues, ms, signal)
        : (...args: unknown[]) => call(this, process, method, args);
    return new Proxy({} as JobStore, {
      get: (_target, name: string) => (name === 'namespace' ? namespace : answered(name as Method)),
    });
  }
}

/** One call: answered once, or failed once when its time is over, the store refuses, or the connection ends. */
function call(line: Line, process: SimProcess, method: Method, args: readonly unknown[]): Promise<unknown> {
  const { server, trace, time, chance } = line;
  return new Promise((resolve, reject) => {
    if (process.isDead) {
      return;
    }
    let open = true;
    let connected = true;
    line.busy += 1;
    const close = () => {
      open = false;
      leave();
      cancelLimit();
    };
    let left = false;
    const leave = () => {
      line.busy -= left ? 0 : 1;
      left = true;
      disconnect();
    };
    const end = (settle: () => void) =>
      process.enter(() => {
        if (open) {
          close();
          settle();
        }
      });
    const fail = (why: string) =>
      end(() => {
        trace.add(time.now, process.name, `${method} ${why}`);
        reject(new StoreUnavailableError(`${method}: ${why}`));
      });
    const disconnect = server.connect(() => {
      connected = false;
      time.after(chance.between(1, 20), () => fail('connection closed'));
    });
    const cancelLimit = time.after(ANSWER_WITHIN_MS, () => {
      leave(); // also if the process is dead, or frozen and never goes on
      fail('no answer in time');
    });
    const execute = (answered: (answer: unknown) => void) => {
      if (connected) {
        trace.add(time.now, process.name, method);
        void server
          .execute(method, args)
          .then(answered, (error: unknown) =>
            end(() => reject(error instanceof Error ? error : new Error(String(error)))),
          );
      }
    };
    const arrive = () =>
      server.arrive(() => execute((answer) => line.carry('answers', () => end(() => resolve(answer)))));
    line.carry('requests', () => {
      if (server.isDown) {
        line.carry('answers', () => fail('refused'));
      } else {
        arrive();
        if (chance.is(line.weather.duplicate)) {
          const late = chance.between(1, line.weather.duplicateMs);
          time.after(late, () => server.arrive(() => execute(() => undefined)));
        }
      }
    });
  });
}

/** A blocking read: ends with a token, when its time is over, or when the connection ends; never rejects. */
function waitForWork(
  line: Line,
  process: SimProcess,
  queues: QueueSelection,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const { server, time, chance } = line;
  return new Promise((resolve) => {
    if (process.isDead) {
      return;
    }
    const atStore = new AbortController();
    const leave = () =>
      time.after(chance.between(1, process.isDead ? DEAD_PEER_MS : 20), () => atStore.abort());
    let open = true;
    const end = () =>
      process.enter(() => {
        if (open) {
          open = false;
          disconnect();
          cancelLimit();
          signal.removeEventListener('abort', end);
          leave();
          resolve();
        }
      });
    const disconnect = server.connect(() => {
      atStore.abort();
      time.after(chance.between(1, 20), end);
    });
    const cancelLimit = time.after(ms + WAIT_MARGIN_MS, () => {
      if (process.isDead) {
        disconnect();
        leave();
      }
      end();
    });
    if (signal.aborted) {
      end();
      return;
    }
    signal.addEventListener('abort', end, { once: true });
    line.carry('requests', () => {
      if (server.isDown) {
        line.carry('answers', end);
      } else {
        server.arrive(
          () => void server.wait(queues, ms, atStore.signal).then(() => line.carry('answers', end)),
        );
      }
    });
  });
}
