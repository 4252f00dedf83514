import type { QueueInfo } from '../../core/queue-info';
import type { GroupOrder, IndexField, Overflow, StartRate } from '../../core/queue-settings';
import { type JobState, JOB_STATES } from '../../core/states';
import type { Flat } from '../codec/job-hash';
import type { Command } from './command';
import { countersFrom } from './counters';

export interface QueuesInput {
  readonly after: string | null;
  readonly max: number;
  readonly contains: string;
}

type QueueReply = readonly [
  name: string,
  config: Flat,
  stats: Flat,
  gauge: Flat,
  sizes: readonly number[],
  oldestQueuedAt: number,
  index: readonly [jobs: number, whole: number] | null,
];

export const queuesCommand: Command<QueuesInput, QueueInfo[]> = {
  script: 'queues',
  argv: 'name to start after ("" for the first), most queues, text in the name ("" for any)',
  encode: ({ after, max, contains }) => [after ?? '', String(max), contains],
  decode: (reply) => (reply as readonly QueueReply[]).map(readQueue),
};

export const queueCommand: Command<string, QueueInfo | null> = {
  script: 'queue',
  argv: 'queue',
  encode: (queue) => [queue],
  decode: (reply) => (reply === null ? null : readQueue(reply as QueueReply)),
};

function readQueue([queue, config, stats, gauge, sizes, oldestQueuedAt, index]: QueueReply): QueueInfo {
  const settings = toMap(config);
  const gauges = toMap(gauge);
  return {
    queue,
    settings: {
      paused: settings.get('paused') === '1' ? true : null,
      maxDepth: numberOrNull(settings.get('max_depth')),
      maxBytes: numberOrNull(settings.get('max_bytes')),
      concurrency: numberOrNull(settings.get('concurrency')),
      maxAgeMs: numberOrNull(settings.get('max_age_ms')),
      overflow: (settings.get('overflow') as Overflow | undefined) ?? null,
      retentionMs: numberOrNull(settings.get('retention_ms')),
      retentionFailedMs: numberOrNull(settings.get('retention_failed_ms')),
      retentionCount: numberOrNull(settings.get('retention_count')),
      retentionBytes: numberOrNull(settings.get('retention_bytes')),
      groupConcurrency: numberOrNull(settings.get('group_concurrency')),
      groupOrder: (settings.get('group_order') ?? null) as GroupOrder | null,
      rate: readRate(settings.get('rate')),
      groupRate: readRate(settings.get('group_rate')),
      priorityAgeingMs: numberOrNull(settings.get('priority_ageing_ms')),
      index: (settings.get('index')?.split(',') ?? null) as readonly IndexField[] | null,
    },
    index: index === null ? null : { jobs: index[0], whole: index[1] === 1 },
    counters: countersFrom(toMap(stats)),
    states: Object.fromEntries(JOB_STATES.map((state, i) => [state, sizes[i] ?? 0])) as Record<
      JobState,
      number
    >,
    bytes: Number(gauges.get('bytes') ?? 0),
    keptBytes: Number(gauges.get('kept') ?? 0),
    pausedAt: numberOrNull(settings.get('paused_at')),
    pausedBy: readPausedBy(settings),
    oldestQueuedAt: oldestQueuedAt < 0 ? null : oldestQueuedAt,
  };
}

/** Of this pause: another release may have paused it since, and said nothing. */
function readPausedBy(settings: ReadonlyMap<string, string>): string | null {
  const [at, by = ''] = settings.get('paused_by')?.split(' ') ?? [];
  return at === settings.get('paused_at') && by !== '' ? by : null;
}

export function numberOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

export function toMap(flat: Flat): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    map.set(flat[i] ?? '', flat[i + 1] ?? '');
  }
  return map;
}

/** "limit/per_ms". */
function readRate(text: string | undefined): StartRate | null {
  const [limit, perMs] = text?.split('/').map(Number) ?? [];
  return limit === undefined || perMs === undefined ? null : { limit, perMs };
}
