import { LATENCY_WINDOW_MS, RESOLUTIONS } from '../../core/history-store';
import { LATENCY_KINDS, type Latencies, type LatencyKind } from '../../core/latency';
import { texts, type Command } from './command';

/** Percentiles of the present are of some of these. */
const STEP_MS = 60_000;
/** Of a step that is over, the history is written as the next begins. */
const LATE_MS = 60_000;

export const latencyAddCommand: Command<Latencies, void> = {
  script: 'latency-add',
  argv: 'number of resolutions, for each: length of a step (ms), how long to keep (ms); then for each bucket: field, how often',
  encode: (latencies) => [
    String(RESOLUTIONS.length),
    ...RESOLUTIONS.flatMap(({ stepMs }) => [String(stepMs), String(keptMs(stepMs))]),
    ...LATENCY_KINDS.flatMap((kind) =>
      [...latencies[kind]].flatMap(([bucket, count]) => [`${kind}:${bucket}`, String(count)]),
    ),
  ],
  decode: () => undefined,
};

export const latencyReadCommand: Command<undefined, Latencies> = {
  script: 'latency-read',
  argv: 'length of a step (ms), how many steps, the present one included',
  encode: () => [String(STEP_MS), String(LATENCY_WINDOW_MS / STEP_MS)],
  decode(reply) {
    const sums: Record<LatencyKind, Map<number, number>> = { wait: new Map(), run: new Map() };
    const flat = texts(reply);
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const [kind, bucket] = (flat[i] ?? '').split(':');
      const histogram = kind === 'wait' || kind === 'run' ? sums[kind] : null;
      histogram?.set(Number(bucket), (histogram.get(Number(bucket)) ?? 0) + Number(flat[i + 1]));
    }
    return sums;
  },
};

function keptMs(stepMs: number): number {
  return (stepMs === STEP_MS ? LATENCY_WINDOW_MS : 0) + stepMs + LATE_MS;
}
