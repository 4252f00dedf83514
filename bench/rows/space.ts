import type { Redis } from 'ioredis';
import { runPeer } from '../peer-process';
import type { PeerName } from '../peers/peer';
import { startRedis } from '../redis';
import type { Row } from './row';

const JOBS = 20_000;

async function usedMemory(client: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1] ?? NaN);
}

/** Bytes of Redis for a waiting and for a completed job; each on a Redis that has had nothing else. */
async function bytesOf(quick: boolean, peer: PeerName) {
  const jobs = quick ? JOBS / 20 : JOBS;
  const after = async (task: 'fill' | 'settle'): Promise<number> => {
    const redis = await startRedis();
    const client = redis.client();
    try {
      const before = await usedMemory(client);
      await runPeer({ peer, task, redisPort: redis.port, jobs, concurrency: 100 });
      return ((await usedMemory(client)) - before) / jobs;
    } finally {
      client.disconnect();
      await redis.stop();
    }
  };
  return { waiting: await after('fill'), finished: await after('settle') };
}

export const SPACE_ROW: Row = {
  name: 'space',
  target: 'waiting ≤ 0.75, finished ≤ 0.55 × BullMQ',
  async run(bed) {
    const figures = new Map<PeerName, { waiting: number; finished: number }>();
    for (const peer of bed.peers) {
      figures.set(peer, await bytesOf(bed.quick, peer));
    }
    const ratio = (what: 'waiting' | 'finished') =>
      (figures.get('sluice')?.[what] ?? NaN) / (figures.get('bullmq')?.[what] ?? NaN);
    const [waiting, finished] = [ratio('waiting'), ratio('finished')];
    return {
      line:
        [...figures]
          .map(([peer, of]) => `${peer} ${of.waiting.toFixed(0)} / ${of.finished.toFixed(0)} bytes`)
          .join(', ') + `; ${waiting.toFixed(2)} and ${finished.toFixed(2)} × BullMQ`,
      reached: waiting <= 0.75 && finished <= 0.55,
      figures: Object.fromEntries(figures),
    };
  },
};
