/** What a `simulate` job asks for. Anything that does not fit is as if it were not there. */
export interface SimulatePayload {
  /** How long the job runs (ms); null: the service's default. */
  readonly durationMs: number | null;
  /** JSON value to return in the end; undefined: the time that it took. */
  readonly result: unknown;
  /** The job is to fail in the end, with this. */
  readonly failure: { readonly message: string; readonly code: string; readonly retry: boolean } | null;
}

export const MAX_SIMULATE_MS = 600_000;

const DEFAULT_MESSAGE = 'the payload asked to fail';
const DEFAULT_CODE = 'simulated_failure';

/**
 * Reads a payload of any shape: `{ duration_ms?, result?, fail? }`, where `fail` is `true`, a message, or
 * `{ message?, code?, retry? }`.
 */
export function readSimulatePayload(payload: unknown): SimulatePayload {
  const duration = own(payload, 'duration_ms');
  return {
    durationMs:
      typeof duration === 'number' && Number.isFinite(duration)
        ? Math.min(Math.max(0, duration), MAX_SIMULATE_MS)
        : null,
    result: own(payload, 'result'),
    failure: readFailure(own(payload, 'fail')),
  };
}

function readFailure(fail: unknown): SimulatePayload['failure'] {
  if (fail === undefined || fail === null || fail === false || fail === '' || fail === 0) {
    return null;
  }
  const message = typeof fail === 'string' ? fail : own(fail, 'message');
  const code = own(fail, 'code');
  return {
    message: typeof message === 'string' ? message : DEFAULT_MESSAGE,
    code: typeof code === 'string' ? code : DEFAULT_CODE,
    retry: own(fail, 'retry') !== false,
  };
}

/** Own properties only: a payload with a `__proto__` is just data. */
function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
