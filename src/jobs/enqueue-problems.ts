import { validateSync, type ValidationError } from 'class-validator';
import { MAX_DEPENDENCIES } from '../core/dependency';
import type { FieldError } from '../http/problem';
import { BACKOFF_FIELDS, BackoffDto } from './dto/backoff.dto';
import { DEDUP_FIELDS, DedupDto } from './dto/dedup.dto';
import { ENQUEUE_FIELDS, EnqueueJobDto } from './dto/enqueue-job.dto';
import { FAILURE_INJECTION_FIELDS, FailureInjectionDto } from './dto/failure-injection.dto';

type Fields = Readonly<Record<string, unknown>>;

/** More than this many unknown fields would only make the answer long. */
const MOST_ERRORS = 50;

/**
 * Everything that is wrong with the body of an enqueue, each with a JSON pointer; empty if nothing is.
 * The full check, with class-validator: slow, so that only a body that the quick check does not take gets here.
 */
export function enqueueProblems(body: Fields): FieldError[] {
  const dto = instanceOf(EnqueueJobDto, ENQUEUE_FIELDS, body);
  const nested: FieldError[] = [];
  if (isPlainObject(body['backoff'])) {
    dto.backoff = instanceOf(BackoffDto, BACKOFF_FIELDS, body['backoff']);
    nested.push(...unknownFields(body['backoff'], BACKOFF_FIELDS, '/backoff'));
  }
  if (isPlainObject(body['dedup'])) {
    dto.dedup = instanceOf(DedupDto, DEDUP_FIELDS, body['dedup']);
    nested.push(...unknownFields(body['dedup'], DEDUP_FIELDS, '/dedup'));
  }
  if (isPlainObject(body['failure_injection'])) {
    const wish = body['failure_injection'];
    dto.failure_injection = instanceOf(FailureInjectionDto, FAILURE_INJECTION_FIELDS, wish);
    nested.push(...unknownFields(wish, FAILURE_INJECTION_FIELDS, '/failure_injection'));
  }
  const errors = validateSync(dto, { stopAtFirstError: true, forbidUnknownValues: false });
  return [
    ...errors.flatMap((error) => describe(error, '')),
    ...unknownFields(body, [...ENQUEUE_FIELDS, 'payload'], ''),
    ...nested,
  ].slice(0, MOST_ERRORS);
}

/** An object of JSON: no array, not null. */
export function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By hand, not with class-transformer: a key of the sender's never becomes more than a value. */
export function instanceOf<T extends object>(
  type: new () => T,
  fields: readonly (keyof T & string)[],
  body: Fields,
): T {
  const instance = new type();
  for (const field of fields) {
    if (Object.hasOwn(body, field)) {
      Object.assign(instance, { [field]: shortened(body[field]) });
    }
  }
  return instance;
}

/**
 * No list may be nearly this long, so a cut one is refused all the same. class-validator looks at every entry
 * for every rule, and at every pair for ArrayUnique: 120,000 tags held up the whole process for 8 s.
 */
function shortened(value: unknown): unknown {
  return Array.isArray(value) ? value.slice(0, MAX_DEPENDENCIES + 1) : value;
}

/** Fields that are not known, each with a JSON pointer below `path`. */
export function unknownFields(body: Fields, known: readonly string[], path: string): FieldError[] {
  return Object.keys(body)
    .filter((field) => !known.includes(field))
    .slice(0, MOST_ERRORS)
    .map((field) => ({ pointer: `${path}/${escape(field)}`, detail: 'is not a known field' }));
}

/** RFC 6901 §3; and cut, for the sender chose its length. */
function escape(field: string): string {
  return field.slice(0, 128).replace(/~/g, '~0').replace(/\//g, '~1');
}

/** What class-validator found, each with a JSON pointer below `path`. */
export function describe(error: ValidationError, path: string): FieldError[] {
  const pointer = `${path}/${error.property}`;
  const own = Object.values(error.constraints ?? {}).slice(0, 1);
  return [
    ...own.map((detail) => ({ pointer, detail })),
    ...(error.children ?? []).flatMap((child) => describe(child, pointer)),
  ];
}
