import { QUEUE_RESOLUTION, RESOLUTIONS, type Resolution } from '../core/history-store';
import { invalid } from '../http/problem';

/** The service's own queues have a history too. */
const READABLE_QUEUE = /^[A-Za-z0-9._@-]{1,128}$/;

export interface HistoryQuery {
  /** null: of the namespace. */
  readonly queue: string | null;
  readonly resolution: Resolution;
  readonly points: number;
}

/** The query of `GET /metrics/history`. @throws {ProblemError} `invalid`, naming every wrong parameter. */
export function readHistoryQuery(query: Readonly<Record<string, unknown>>): HistoryQuery {
  const errors = Object.keys(query)
    .filter((name) => !['queue', 'step_ms', 'points'].includes(name))
    .map((name) => ({ parameter: name.slice(0, 128), detail: 'is not a known parameter' }));
  const queue = query['queue'] ?? null;
  if (queue !== null && !(typeof queue === 'string' && READABLE_QUEUE.test(queue))) {
    errors.push({ parameter: 'queue', detail: 'must be the name of a queue' });
  }
  const allowed: readonly Resolution[] = queue === null ? RESOLUTIONS : [QUEUE_RESOLUTION];
  const wished = query['step_ms'] ?? String(allowed[0]?.stepMs);
  const found = allowed.find(({ stepMs }) => String(stepMs) === wished);
  if (found === undefined) {
    const steps = allowed.map(({ stepMs }) => stepMs).join(', ');
    errors.push({
      parameter: 'step_ms',
      detail: queue === null ? `must be one of ${steps}` : `must be ${steps} for a queue`,
    });
  }
  const resolution = found ?? allowed[0] ?? QUEUE_RESOLUTION;
  const text = query['points'] ?? String(resolution.steps);
  const points = typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (points < 1 || points > resolution.steps) {
    errors.push({ parameter: 'points', detail: `must be an integer from 1 to ${resolution.steps}` });
  }
  if (errors.length > 0) {
    throw invalid(errors);
  }
  return { queue: typeof queue === 'string' ? queue : null, resolution, points };
}
