import { DRAIN_WINDOW_MS, type GroupFacts, type JobFacts } from '../../core/job-facts';
import { WORKER_KEPT_MS } from '../../core/worker-info';
import type { Flat } from '../codec/job-hash';
import { readJobRecord } from '../codec/job-record';
import type { Command } from './command';
import { numberOrNull, toMap } from './queue.commands';
import type { View } from './read.commands';
import { readWorkers } from './worker.commands';

type Reply = readonly [
  now: string,
  view: View,
  config: Flat,
  running: number,
  ahead: number,
  parked: number,
  group: readonly string[],
  rateAt: string,
  groupRateAt: string,
  namespaceRunning: string,
  finished: number,
  span: string,
  ...workers: string[],
];

export interface ExplainInput {
  readonly id: string;
  /** Most jobs of the namespace at once; null: any number. */
  readonly concurrency: number | null;
}

export const explainCommand: Command<ExplainInput, JobFacts | null> = {
  script: 'explain',
  argv: 'id, how long ago workers were heard of at most (ms), span in which outcomes are counted (ms)',
  encode: ({ id }) => [id, String(WORKER_KEPT_MS), String(DRAIN_WINDOW_MS)],
  decode(reply, { id, concurrency }) {
    if (reply === null) {
      return null;
    }
    const [now, [score, flat], config, running, ahead, parked, group, rateAt, groupRateAt, ...rest] =
      reply as Reply;
    const [namespaceRunning, finished, span, ...workers] = rest;
    const settings = toMap(config);
    return {
      job: readJobRecord(id, score, flat),
      now: Number(now),
      paused: settings.get('paused') === '1',
      pausedAt: numberOrNull(settings.get('paused_at')),
      concurrency: numberOrNull(settings.get('concurrency')),
      running,
      ahead: ahead < 0 ? null : ahead,
      parked: parked === 1,
      group: readGroup(group),
      rateAt: Number(rateAt) > Number(now) ? Number(rateAt) : null,
      groupRateAt: Number(groupRateAt) > 0 ? Number(groupRateAt) : null,
      namespace: { concurrency, running: Number(namespaceRunning) },
      finished,
      finishedInMs: Number(span),
      workers: readWorkers(Number(now), workers).filter(({ alive }) => alive),
    };
  },
};

function readGroup([group, limit, ahead, held, placed, ...heldBy]: readonly string[]): GroupFacts | null {
  return group === undefined
    ? null
    : {
        group,
        limit: Number(limit),
        ahead: Number(ahead),
        held: Number(held),
        placed: placed === '1',
        heldBy,
      };
}
