import type { Backoff } from '../../core/backoff';
import type { FailureInjection } from '../../core/failure-injection';
import type { JobSpec, NewJob } from '../../core/job';

/**
 * What never changes about a job and what no script reads: a JSON object with short keys, left out where it
 * is the default; most jobs have none at all. Keys may be added by later releases and are never reused.
 */
interface StaticData {
  /** backoff: strategy, base, factor, max, jitter */
  readonly b?: readonly [Backoff['strategy'], number, number, number, number];
  /** timeout (ms) */
  readonly to?: number;
  readonly tg?: readonly string[];
  readonly fi?: FailureInjection;
  readonly tp?: string;
  /** callback URL: without quotes, as scripts/lib/callbacks.lua looks for it by a pattern */
  readonly cb?: string;
  /** time to live (ms, from acceptance) */
  readonly tl?: number;
  /** expires at (epoch ms) */
  readonly x?: number;
}

type StaticPart = Pick<
  JobSpec,
  'backoff' | 'timeoutMs' | 'tags' | 'failureInjection' | 'traceparent' | 'callbackUrl'
>;

export function writeStaticData(job: NewJob): string {
  if (
    job.backoff === null &&
    job.timeoutMs === null &&
    job.tags.length === 0 &&
    job.failureInjection === null &&
    job.traceparent === null &&
    job.callbackUrl === null &&
    job.ttlMs === null &&
    job.expiresAt === null
  ) {
    return '';
  }
  const { backoff } = job;
  const data: StaticData = {
    ...(backoff && { b: [backoff.strategy, backoff.baseMs, backoff.factor, backoff.maxMs, backoff.jitter] }),
    ...(job.timeoutMs !== null && { to: job.timeoutMs }),
    ...(job.tags.length > 0 && { tg: job.tags }),
    ...(job.failureInjection && { fi: job.failureInjection }),
    ...(job.traceparent !== null && { tp: job.traceparent }),
    ...(job.callbackUrl !== null && { cb: job.callbackUrl }),
    ...(job.ttlMs !== null && { tl: job.ttlMs }),
    ...(job.expiresAt !== null && { x: job.expiresAt }),
  };
  return JSON.stringify(data);
}

const NONE: StaticPart & { readonly expiresAt: null } = {
  backoff: null,
  timeoutMs: null,
  tags: [],
  failureInjection: null,
  traceparent: null,
  callbackUrl: null,
  expiresAt: null,
};

export function readStaticData(
  text: string,
  createdAt: number,
): StaticPart & { readonly expiresAt: number | null } {
  if (text === '') {
    return NONE;
  }
  const data = JSON.parse(text) as StaticData;
  const [strategy, baseMs, factor, maxMs, jitter] = data.b ?? [];
  return {
    backoff:
      strategy !== undefined &&
      baseMs !== undefined &&
      factor !== undefined &&
      maxMs !== undefined &&
      jitter !== undefined
        ? { strategy, baseMs, factor, maxMs, jitter }
        : null,
    timeoutMs: data.to ?? null,
    tags: data.tg ?? [],
    failureInjection: data.fi ?? null,
    traceparent: data.tp ?? null,
    callbackUrl: data.cb ?? null,
    expiresAt: data.x ?? (data.tl === undefined ? null : createdAt + data.tl),
  };
}
