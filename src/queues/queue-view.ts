import { createHash } from 'node:crypto';
import type { QueueFigures } from '../core/history-store';
import { percentilesOf } from '../core/latency';
import type { QueueInfo } from '../core/queue-info';
import type { QueueSettings, StartRate } from '../core/queue-settings';
import type { RetentionPolicy } from '../core/retention';
import { WAITING_STATES } from '../core/states';

/** What the service's configuration gives a queue that has no setting of its own. */
export interface DefaultLimits {
  readonly maxDepth: number;
  readonly maxBytes: number;
  readonly retention: RetentionPolicy;
}

/** A queue as clients read it. */
export function queueView(info: QueueInfo, defaults: DefaultLimits): Record<string, unknown> {
  const { settings, states } = info;
  return {
    name: info.queue,
    paused: settings.paused === true,
    paused_at: time(info.pausedAt),
    paused_by: info.pausedBy,
    settings: {
      max_depth: settings.maxDepth,
      max_bytes: settings.maxBytes,
      max_age_ms: settings.maxAgeMs,
      overflow: settings.overflow,
      concurrency: settings.concurrency,
      group_concurrency: settings.groupConcurrency,
      group_order: settings.groupOrder,
      rate: rateView(settings.rate),
      group_rate: rateView(settings.groupRate),
      priority_ageing_ms: settings.priorityAgeingMs,
      retention: {
        ms: settings.retentionMs,
        failed_ms: settings.retentionFailedMs,
        count: settings.retentionCount,
        bytes: settings.retentionBytes,
      },
      index: settings.index,
    },
    limits: {
      max_depth: settings.maxDepth ?? defaults.maxDepth,
      max_bytes: settings.maxBytes ?? defaults.maxBytes,
      max_age_ms: settings.maxAgeMs,
      overflow: settings.overflow ?? 'reject',
      concurrency: settings.concurrency,
      group_concurrency: settings.groupConcurrency ?? 1,
      group_order: settings.groupOrder ?? 'strict',
      rate: rateView(settings.rate),
      group_rate: rateView(settings.groupRate),
      priority_ageing_ms: settings.priorityAgeingMs,
      retention: {
        ms: settings.retentionMs ?? defaults.retention.ms,
        failed_ms: settings.retentionFailedMs ?? defaults.retention.failedMs,
        count: settings.retentionCount ?? defaults.retention.count,
        bytes: settings.retentionBytes ?? defaults.retention.bytes,
      },
      index: settings.index,
    },
    index: info.index && { jobs: info.index.jobs, complete: info.index.whole },
    depth: WAITING_STATES.reduce((sum, state) => sum + states[state], 0),
    states,
    oldest_queued_at: time(info.oldestQueuedAt),
    bytes: info.bytes,
    kept_bytes: info.keptBytes,
    counters: info.counters,
  };
}

/** One queue by itself: with what a list does not ask for of each. */
export function queueDetailsView(
  info: QueueInfo,
  { latencies, errors }: QueueFigures,
  defaults: DefaultLimits,
): Record<string, unknown> {
  return {
    ...queueView(info, defaults),
    wait_ms: percentilesOf(latencies.wait),
    run_ms: percentilesOf(latencies.run),
    errors,
  };
}

/** Names the settings as they are, and not the counts: so that `If-Match` says which settings a client saw. */
export function settingsTag(settings: QueueSettings): string {
  const text = JSON.stringify(Object.entries(settings).sort());
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`;
}

function rateView(rate: StartRate | null): Record<string, number> | null {
  return rate === null ? null : { limit: rate.limit, per_ms: rate.perMs };
}

function time(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
