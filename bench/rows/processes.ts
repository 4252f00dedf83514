import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { runPeer, startPeer } from '../peer-process';
import { openPeer } from '../peers/open-peer';
import { FLOORS, type PeerName } from '../peers/peer';
import { median } from '../statistics';
import type { Bed, Row } from './row';

const PROCESSES = 4;
const CONCURRENCY = 100;
const JOBS = 100_000;
const COMPARED = ['sluice', 'bullmq', ...FLOORS] as const;
/** Not counted: the processes start one after the other. */
const WARM_UP = 0.2;

/** Jobs a second of four worker processes together, from the first fifth of the jobs to the last job. */
async function speed({ redis, quick }: Bed, peer: PeerName): Promise<number> {
  const jobs = quick ? JOBS / 20 : JOBS;
  const common = { peer, redisPort: redis.port, concurrency: CONCURRENCY };
  await runPeer({ ...common, task: 'fill', jobs });
  const watch = await openPeer(peer, redis.port);
  const workers = Array.from({ length: PROCESSES }, () => startPeer({ ...common, task: 'serve', jobs }));
  const until = async (count: number): Promise<{ at: number; completed: number }> => {
    for (;;) {
      const completed = await watch.completed();
      if (completed >= count) {
        return { at: performance.now(), completed };
      }
      await setTimeout(10);
    }
  };
  const begin = await until(jobs * WARM_UP);
  const end = await until(jobs);
  await watch.close();
  await Promise.all(
    workers.map(async (worker) => {
      const ended = once(worker, 'exit');
      worker.kill('SIGKILL');
      await ended;
    }),
  );
  return ((end.completed - begin.completed) / (end.at - begin.at)) * 1_000;
}

export const PROCESSES_ROW: Row = {
  name: 'processes-4',
  target: '≥ 4.5 × BullMQ',
  async run(bed) {
    const client = bed.redis.client();
    const figures: Record<(typeof COMPARED)[number], number[]> = {
      sluice: [],
      bullmq: [],
      floor: [],
      'safe-floor': [],
    };
    for (let round = 0; round < bed.rounds; round += 1) {
      for (const peer of COMPARED) {
        await client.flushall();
        figures[peer].push(await speed(bed, peer));
      }
    }
    client.disconnect();
    const of = (peer: (typeof COMPARED)[number]) => median(figures[peer]);
    const ratio = (peer: (typeof COMPARED)[number]) => of(peer) / of('bullmq');
    return {
      line:
        `${COMPARED.map((peer) => `${peer} ${of(peer).toFixed(0)}/s`).join(', ')}; ` +
        `${ratio('sluice').toFixed(2)} × BullMQ, ` +
        FLOORS.map((floor) => `${floor} ${ratio(floor).toFixed(2)}`).join(', '),
      reached: ratio('sluice') >= 4.5,
      figures,
    };
  },
};
