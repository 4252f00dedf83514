import type { Assignment, Measurement } from '../assignment';
import { runPeer } from '../peer-process';
import { FLOORS, isFloor, type PeerName } from '../peers/peer';
import { median } from '../statistics';
import type { Bed, Row } from './row';

/** All rounds of each peer. */
export type Rounds = ReadonlyMap<PeerName, readonly Measurement[]>;

/** All peers in turn, round after round, each run on an empty Redis in a process of its own. */
export async function sideBySide(
  { redis, rounds }: Bed,
  ask: Omit<Assignment, 'peer' | 'redisPort'>,
  peers: readonly PeerName[],
): Promise<Rounds> {
  const client = redis.client();
  const results = new Map<PeerName, Measurement[]>(peers.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of peers) {
      await client.flushall();
      results.get(peer)?.push(await runPeer({ ...ask, peer, redisPort: redis.port }));
    }
  }
  client.disconnect();
  return results;
}

export function medianOf(rounds: Rounds, peer: PeerName, figure: string): number {
  return median((rounds.get(peer) ?? []).map((one) => one[figure] ?? NaN));
}

/** The ratio to BullMQ in each round: says how much the medians are worth. */
export function ratios(rounds: Rounds, figure: string): string {
  const of = (peer: PeerName) => rounds.get(peer) ?? [];
  const theirs = of('bullmq');
  return of('sluice')
    .map((one, i) => ((one[figure] ?? NaN) / (theirs[i]?.[figure] ?? NaN)).toFixed(2))
    .join(' ');
}

export interface SpeedRow extends Omit<Assignment, 'peer' | 'redisPort'> {
  readonly name: string;
  /** Times BullMQ's jobs a second; and in any case more than every other peer. */
  readonly atLeast: number;
}

/** A row of jobs a second. */
export function speedRow({ name, atLeast, ...ask }: SpeedRow): Row {
  return {
    name,
    target: `≥ ${atLeast} × BullMQ, ahead of all`,
    async run(bed) {
      const { peers, quick } = bed;
      const jobs = quick ? Math.ceil(ask.jobs / 20) : ask.jobs;
      const rounds = await sideBySide(bed, { ...ask, jobs }, peers);
      const speed = (peer: PeerName) => medianOf(rounds, peer, 'jobsPerSecond');
      const cpu = (peer: PeerName) =>
        `${medianOf(rounds, peer, 'redisCpuPerJob').toFixed(0)} + ` +
        medianOf(rounds, peer, 'nodeCpuPerJob').toFixed(0);
      const ratio = speed('sluice') / speed('bullmq');
      const first = peers.every(
        (peer) => peer === 'sluice' || isFloor(peer) || speed(peer) < speed('sluice'),
      );
      const limits = FLOORS.map((floor) => `${floor} ${(speed(floor) / speed('bullmq')).toFixed(2)}`).join(
        ', ',
      );
      const processors = (['sluice', 'bullmq', ...FLOORS] as const).map((peer) => `${peer} ${cpu(peer)}`);
      return {
        line:
          `${peers.map((peer) => `${peer} ${speed(peer).toFixed(0)}/s`).join(', ')}; ` +
          `${ratio.toFixed(2)} × BullMQ (rounds ${ratios(rounds, 'jobsPerSecond')}), ${limits}; ` +
          `µs of processor a job, Redis + Node: ${processors.join(', ')}`,
        reached: ratio >= atLeast && first,
        figures: Object.fromEntries(rounds),
      };
    },
  };
}
