import {
  LATENCY_WINDOW_MS,
  MOST_QUEUE_HISTORIES,
  QUEUE_RESOLUTION,
  RESOLUTIONS,
  type QueueFigures,
  type QueueMeasured,
} from '../../core/history-store';
import { LATENCY_KINDS, type Latencies, type LatencyKind } from '../../core/latency';
import { texts, type Command } from './command';

/** Percentiles of the present are of some of these. */
const STEP_MS = QUEUE_RESOLUTION.stepMs;
/** Of a step that is over, the history is written as the next begins. */
const LATE_MS = 60_000;

/** Errors are counted by the hour: of about the last day. */
const ERRORS = { stepMs: 3_600_000, steps: 24, mostCodes: 50 } as const;

export interface Measured {
  readonly latencies: Latencies;
  readonly queues: ReadonlyMap<string, QueueMeasured>;
}

export const latencyAddCommand: Command<Measured, void> = {
  script: 'latency-add',
  argv:
    'number of resolutions, for each: length of a step (ms), how long to keep (ms); of queues the same two and most ' +
    'queues; length of an errors\' step (ms), how many are kept, most codes of a step; then for the namespace (queue "") ' +
    'and for each queue: queue, number of buckets, number of codes, for each bucket: field, how often, for each code: ' +
    'code, how often',
  encode: ({ latencies, queues }) => [
    String(RESOLUTIONS.length),
    ...RESOLUTIONS.flatMap(({ stepMs }) => [String(stepMs), String(keptMs(stepMs))]),
    ...[STEP_MS, keptMs(STEP_MS), MOST_QUEUE_HISTORIES].map(String),
    ...[ERRORS.stepMs, ERRORS.steps, ERRORS.mostCodes].map(String),
    ...measuredArgs('', { latencies, errors: new Map() }),
    ...[...queues].flatMap(([queue, measured]) => measuredArgs(queue, measured)),
  ],
  decode: () => undefined,
};

function measuredArgs(queue: string, { latencies, errors }: QueueMeasured): string[] {
  const buckets = LATENCY_KINDS.flatMap((kind) =>
    [...latencies[kind]].map(([bucket, count]) => [`${kind}:${bucket}`, String(count)]),
  );
  const codes = [...errors].map(([code, count]) => [code, String(count)]);
  return [queue, String(buckets.length), String(codes.length), ...buckets.flat(), ...codes.flat()];
}

export const latencyReadCommand: Command<undefined, Latencies> = {
  script: 'latency-read',
  argv: 'length of a step (ms), how many steps, the present one included',
  encode: () => [String(STEP_MS), String(LATENCY_WINDOW_MS / STEP_MS)],
  decode: (reply) => latenciesFrom(texts(reply)),
};

export const queueFiguresCommand: Command<string, QueueFigures> = {
  script: 'queue-figures',
  argv: "queue, length of a step (ms), how many steps, the present one included; length of an errors' step (ms), how many",
  encode: (queue) => [
    queue,
    ...[STEP_MS, LATENCY_WINDOW_MS / STEP_MS, ERRORS.stepMs, ERRORS.steps].map(String),
  ],
  decode(reply) {
    const [buckets, errors] = reply as readonly [unknown, unknown];
    return { latencies: latenciesFrom(texts(buckets)), errors: errorsFrom(texts(errors)) };
  },
};

function latenciesFrom(flat: readonly string[]): Latencies {
  const sums: Record<LatencyKind, Map<number, number>> = { wait: new Map(), run: new Map() };
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [kind, bucket] = (flat[i] ?? '').split(':');
    const histogram = kind === 'wait' || kind === 'run' ? sums[kind] : null;
    histogram?.set(Number(bucket), (histogram.get(Number(bucket)) ?? 0) + Number(flat[i + 1]));
  }
  return sums;
}

function errorsFrom(flat: readonly string[]): QueueFigures['errors'] {
  const sums = new Map<string, number>();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const code = flat[i] ?? '';
    sums.set(code, (sums.get(code) ?? 0) + Number(flat[i + 1]));
  }
  return [...sums]
    .sort(([codeA, a], [codeB, b]) => b - a || (codeA < codeB ? -1 : 1))
    .map(([code, count]) => ({ code: code === '' ? null : code, count }));
}

function keptMs(stepMs: number): number {
  return (stepMs === STEP_MS ? LATENCY_WINDOW_MS : 0) + stepMs + LATE_MS;
}
