import { RESOLUTIONS, type Resolution } from '../core/history-store';
import { invalid } from '../http/problem';

const STEPS = RESOLUTIONS.map(({ stepMs }) => String(stepMs));

export interface HistoryQuery {
  readonly resolution: Resolution;
  readonly points: number;
}

/** The query of `GET /metrics/history`. @throws {ProblemError} `invalid`, naming every wrong parameter. */
export function readHistoryQuery(query: Readonly<Record<string, unknown>>): HistoryQuery {
  const errors = Object.keys(query)
    .filter((name) => name !== 'step_ms' && name !== 'points')
    .map((name) => ({ parameter: name.slice(0, 128), detail: 'is not a known parameter' }));
  const wished = query['step_ms'] ?? STEPS[0];
  const found = RESOLUTIONS.find(({ stepMs }) => String(stepMs) === wished);
  if (found === undefined) {
    errors.push({ parameter: 'step_ms', detail: `must be one of ${STEPS.join(', ')}` });
  }
  const resolution = found ?? RESOLUTIONS[0];
  const text = query['points'] ?? String(resolution.steps);
  const points = typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (points < 1 || points > resolution.steps) {
    errors.push({ parameter: 'points', detail: `must be an integer from 1 to ${resolution.steps}` });
  }
  if (errors.length > 0) {
    throw invalid(errors);
  }
  return { resolution, points };
}
