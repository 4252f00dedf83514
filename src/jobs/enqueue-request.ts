import { parseJson } from '../http/parse-json';
import { invalid, ProblemError } from '../http/problem';
import type { EnqueueJobDto } from './dto/enqueue-job.dto';
import { ID_BESIDE_KEY } from './idempotency-key';
import { enqueueProblems, isPlainObject } from './enqueue-problems';
import { isValidEnqueue } from './quick-check';

/** Room for everything in the text of a job that is not the payload. */
export const OTHER_FIELDS_BYTES = 64 * 1024;

/** What the configuration says about enqueues. */
export interface EnqueueRules {
  readonly maxPayloadBytes: number;
  readonly failureInjection: boolean;
}

/** A valid enqueue. */
export interface EnqueueRequest {
  readonly fields: EnqueueJobDto;
  /** JSON text; `null` where there was none. */
  readonly payload: string;
}

/**
 * Reads the body of `POST /jobs`.
 *
 * @throws {ProblemError} `malformed`, `invalid` or `too_large`; nothing else, whatever the text is.
 */
export function readEnqueue(text: string, rules: EnqueueRules): EnqueueRequest {
  const { value, exact } = parseJson(text);
  if (!isPlainObject(value) || !isPlainObject(exact)) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object' }]);
  }
  // An id of 0.99999999999999999999 is 1 to JSON.parse. It is refused, not rounded.
  const body = exact === value || exact['id'] === value['id'] ? value : { ...value, id: exact['id'] };
  if (!isValidEnqueue(body)) {
    refuse(body);
  }
  if (!rules.failureInjection && body['failure_injection'] !== undefined) {
    throw invalid([{ pointer: '/failure_injection', detail: 'is switched off on this service' }]);
  }
  const payload = Object.hasOwn(exact, 'payload') ? JSON.stringify(exact['payload']) : 'null';
  if (Buffer.byteLength(payload) > rules.maxPayloadBytes) {
    throw new ProblemError('too_large', `The payload is larger than ${rules.maxPayloadBytes} bytes`);
  }
  return { fields: body, payload };
}

/**
 * The same request as the job of this id.
 *
 * @throws {ProblemError} `invalid` where it has an id already.
 */
export function withKeyedId(request: EnqueueRequest, id: string): EnqueueRequest {
  if (request.fields.id !== undefined) {
    throw invalid([{ pointer: '/id', detail: ID_BESIDE_KEY }]);
  }
  return { ...request, fields: { ...request.fields, id } };
}

function refuse(body: Readonly<Record<string, unknown>>): void {
  const errors = enqueueProblems(body);
  if (errors.length > 0) {
    throw invalid(errors);
  }
}
