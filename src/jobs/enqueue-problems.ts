import { MAX_DEPENDENCIES } from '../core/dependency';
import { instanceOf, MOST_ERRORS, unknownFields, violations } from '../http/field-problems';
import { isJsonObject, type JsonObject } from '../http/json-object';
import type { FieldError } from '../http/problem';
import { BACKOFF_FIELDS, BackoffDto } from './dto/backoff.dto';
import { DEDUP_FIELDS, DedupDto } from './dto/dedup.dto';
import { ENQUEUE_FIELDS, EnqueueJobDto } from './dto/enqueue-job.dto';
import { FAILURE_INJECTION_FIELDS, FailureInjectionDto } from './dto/failure-injection.dto';

/** No list of an enqueue may be this long. */
const MOST_ENTRIES = MAX_DEPENDENCIES + 1;

/**
 * Everything that is wrong with the body of an enqueue, each with a JSON pointer; empty if nothing is.
 * The full check, with class-validator: slow, so that only a body that the quick check does not take gets here.
 */
export function enqueueProblems(body: JsonObject): FieldError[] {
  const dto = instanceOf(EnqueueJobDto, ENQUEUE_FIELDS, body, MOST_ENTRIES);
  const nested: FieldError[] = [];
  if (isJsonObject(body['backoff'])) {
    dto.backoff = instanceOf(BackoffDto, BACKOFF_FIELDS, body['backoff'], MOST_ENTRIES);
    nested.push(...unknownFields(body['backoff'], BACKOFF_FIELDS, '/backoff'));
  }
  if (isJsonObject(body['dedup'])) {
    dto.dedup = instanceOf(DedupDto, DEDUP_FIELDS, body['dedup'], MOST_ENTRIES);
    nested.push(...unknownFields(body['dedup'], DEDUP_FIELDS, '/dedup'));
  }
  if (isJsonObject(body['failure_injection'])) {
    const wish = body['failure_injection'];
    dto.failure_injection = instanceOf(FailureInjectionDto, FAILURE_INJECTION_FIELDS, wish, MOST_ENTRIES);
    nested.push(...unknownFields(wish, FAILURE_INJECTION_FIELDS, '/failure_injection'));
  }
  return [
    ...violations(dto, ''),
    ...unknownFields(body, [...ENQUEUE_FIELDS, 'payload'], ''),
    ...nested,
  ].slice(0, MOST_ERRORS);
}
