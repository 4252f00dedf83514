import { CALLBACK_TYPE, DEFAULT_TYPE } from '../core/job';
import type { PayloadProblem } from '../core/payload-check';
import { parseJson } from '../http/parse-json';
import { invalid, ProblemError } from '../http/problem';
import type { EnqueueJobDto } from './dto/enqueue-job.dto';
import { isJsonObject } from '../http/json-object';
import { enqueueProblems } from './enqueue-problems';
import { ID_BESIDE_KEY } from './idempotency-key';
import { isValidEnqueue } from './quick-check';

/** Room for everything in the text of a job that is not the payload: a thousand long ids among them. */
export const OTHER_FIELDS_BYTES = 192 * 1024;

/** What this process knows about enqueues. */
export interface EnqueueRules {
  readonly maxPayloadBytes: number;
  readonly failureInjection: boolean;
  /** What the job's type has against its payload. */
  readonly payloadProblems: (type: string, payload: unknown) => readonly PayloadProblem[];
}

/** A valid enqueue. */
export interface EnqueueRequest {
  readonly fields: EnqueueJobDto;
  /** The id that the request's Idempotency-Key stands for; null where it has none. */
  readonly keyedId: string | null;
  /** JSON text; `null` where there was none. */
  readonly payload: string;
}

/**
 * Reads the text of one job: the body of `POST /jobs`, or an entry of a bulk.
 *
 * @param keyedId see {@link EnqueueRequest}; the job may have no other then
 * @throws {ProblemError} `malformed`, `invalid` or `too_large`; nothing else, whatever the text is.
 */
export function readEnqueue(
  text: string,
  rules: EnqueueRules,
  keyedId: string | null = null,
): EnqueueRequest {
  const { value, exact } = parseJson(text);
  if (!isJsonObject(value) || !isJsonObject(exact)) {
    throw invalid([{ pointer: '', detail: 'A job must be a JSON object' }]);
  }
  // An id of 0.99999999999999999999 is 1 to JSON.parse. It is refused, not rounded.
  const body = exact === value || exact['id'] === value['id'] ? value : { ...value, id: exact['id'] };
  if (!isValidEnqueue(body)) {
    refuse(body);
  }
  if (keyedId !== null && body['id'] !== undefined) {
    throw invalid([{ pointer: '/id', detail: ID_BESIDE_KEY }]);
  }
  if (!rules.failureInjection && body['failure_injection'] !== undefined) {
    throw invalid([{ pointer: '/failure_injection', detail: 'is switched off on this service' }]);
  }
  requireRunnable(body, rules);
  requireCallable(body, rules);
  requireNotItself(body, keyedId);
  const payload = Object.hasOwn(exact, 'payload') ? JSON.stringify(exact['payload']) : 'null';
  if (Buffer.byteLength(payload) > rules.maxPayloadBytes) {
    throw new ProblemError('too_large', `The payload is larger than ${rules.maxPayloadBytes} bytes`);
  }
  return { fields: body, payload, keyedId };
}

function requireRunnable(body: EnqueueJobDto, rules: EnqueueRules): void {
  const problems = rules.payloadProblems(body.type ?? DEFAULT_TYPE, body.payload ?? null);
  if (problems.length > 0) {
    throw invalid(problems.map(({ pointer, detail }) => ({ pointer: `/payload${pointer}`, detail })));
  }
}

/** What holds for the URL of a job of type `http` holds for a callback, which is one. */
function requireCallable({ callback_url: url }: EnqueueJobDto, rules: EnqueueRules): void {
  const problems = url === undefined ? [] : rules.payloadProblems(CALLBACK_TYPE, { url });
  if (problems.length > 0) {
    throw invalid(problems.map(({ detail }) => ({ pointer: '/callback_url', detail })));
  }
}

/** Of all cycles this is the only one that can be asked for: a job depends on jobs that are there already. */
function requireNotItself({ id, depends_on: ids = [] }: EnqueueJobDto, keyedId: string | null): void {
  const own = keyedId ?? (id === undefined ? null : String(id));
  const at = own === null ? -1 : ids.findIndex((other) => String(other) === own);
  if (at >= 0) {
    throw invalid([{ pointer: `/depends_on/${at}`, detail: 'A job cannot depend on itself' }]);
  }
}

function refuse(body: Readonly<Record<string, unknown>>): void {
  const errors = enqueueProblems(body);
  if (errors.length > 0) {
    throw invalid(errors);
  }
}
