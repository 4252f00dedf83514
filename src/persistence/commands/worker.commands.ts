import {
  type Announcement,
  WORKER_ALIVE_MS,
  WORKER_KEPT_MS,
  type WorkerInfo,
  type WorkerRecord,
} from '../../core/worker-info';
import { type Command, texts } from './command';

export const workersCommand: Command<void, WorkerRecord[]> = {
  script: 'workers',
  argv: 'how long ago at most (ms)',
  encode: () => [String(WORKER_KEPT_MS)],
  decode(reply) {
    const [now, ...workers] = texts(reply);
    return readWorkers(Number(now), workers);
  },
};

export const announceCommand: Command<readonly Announcement[], void> = {
  script: 'announce',
  argv: 'for each worker: id, its description as JSON ("": only heard of), the same for its name',
  encode: (list) =>
    list.flatMap(({ id, info }) => [id, info === null ? '' : JSON.stringify(info), info?.name ?? '']),
  decode: () => undefined,
};

/** From a flat list of when each was heard of and what it says of itself. */
export function readWorkers(now: number, flat: readonly string[]): WorkerRecord[] {
  const workers: WorkerRecord[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const lastSeenAt = Number(flat[i]);
    // A worker of a release that named no types is one that may know any; it says so by naming none.
    const info = { types: [], ...(JSON.parse(flat[i + 1] ?? '') as Omit<WorkerInfo, 'types'>) };
    const alive = lastSeenAt >= now - (info.aliveMs ?? WORKER_ALIVE_MS);
    if (alive || info.kind !== 'remote') {
      workers.push({ ...info, lastSeenAt, alive });
    }
  }
  return workers;
}
