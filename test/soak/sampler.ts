import type { Redis } from 'ioredis';
import type { Member } from '../chaos/member';
import { machineMs } from '../chaos/process/machine-clock';

const MIB = 2 ** 20;

/** A sample: the time, and what was measured then, by column. */
export interface Sample {
  readonly seconds: number;
  readonly values: ReadonlyMap<string, number | null>;
}

/** Columns of a process: what it takes from the machine, and what its heap holds after a collection. */
export const rssOf = (slot: string) => `${slot} rss`;
export const heapOf = (slot: string) => `${slot} heap`;

export const REDIS_MEMORY = 'redis memory';
export const REDIS_KEYS = 'redis keys';
export const REDIS_CLIENTS = 'redis clients';

/** Asks every process and Redis how much they hold. */
export class Sampler {
  readonly samples: Sample[] = [];
  private readonly begin = machineMs();

  constructor(
    private readonly members: readonly Member[],
    private readonly redis: Redis,
  ) {}

  async take(): Promise<Sample> {
    const values = new Map<string, number | null>();
    const seconds = (machineMs() - this.begin) / 1_000;
    await Promise.all(this.members.map((member) => measure(member, values)));
    const [memory, clients, keys] = await Promise.all([
      this.redis.info('memory'),
      this.redis.info('clients'),
      this.redis.dbsize(),
    ]);
    values.set(REDIS_MEMORY, numberIn(memory, 'used_memory', ':') / MIB);
    values.set(REDIS_KEYS, keys);
    values.set(REDIS_CLIENTS, numberIn(clients, 'connected_clients', ':'));
    const sample = { seconds, values };
    this.samples.push(sample);
    return sample;
  }

  csv(): string {
    const columns = [...new Set(this.samples.flatMap(({ values }) => [...values.keys()]))];
    const rows = this.samples.map(({ seconds, values }) =>
      [seconds.toFixed(1), ...columns.map((column) => values.get(column)?.toFixed(2) ?? '')].join(','),
    );
    return [['seconds', ...columns].join(','), ...rows, ''].join('\n');
  }
}

/** A process that is being replaced has no values. */
async function measure(member: Member, values: Map<string, number | null>): Promise<void> {
  const { slot, url, running, pid } = member;
  values.set(rssOf(slot), null);
  values.set(heapOf(slot), null);
  if (!running) {
    return;
  }
  try {
    process.kill(pid, 'SIGUSR2');
    // By the time that this is answered, the signal has been taken.
    await fetch(`${url}/health/live`).then((live) => live.arrayBuffer());
    const response = await fetch(`${url}/metrics/prometheus`);
    const metrics = await response.text();
    values.set(rssOf(slot), numberIn(metrics, 'process_resident_memory_bytes', ' ') / MIB);
    values.set(heapOf(slot), numberIn(metrics, 'nodejs_heap_size_used_bytes', ' ') / MIB);
  } catch (error) {
    if (member.running && member.pid === pid) {
      throw error;
    }
  }
}

function numberIn(lines: string, name: string, separator: string): number {
  const value = new RegExp(`^${name}${separator}([0-9.e+]+)`, 'm').exec(lines)?.[1];
  if (value === undefined) {
    throw new Error(`no ${name} in what was answered`);
  }
  return Number(value);
}
