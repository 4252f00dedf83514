import { validateSync, type ValidationError } from 'class-validator';
import type { FieldError } from './problem';

/** More than this many would only make the answer long. */
const MOST_ERRORS = 50;

/**
 * No list of a request may be this long, so a cut one is refused all the same: class-validator looks at every
 * entry for every rule, and at every pair for ArrayUnique.
 */
const MOST_ENTRIES = 501;

/**
 * Everything that is wrong with one object of a request, each with a JSON pointer; empty if nothing is.
 *
 * @param type a class with class-validator's decorators on its fields
 * @param fields all that may be in the object
 * @param path where the object is in the body
 */
export function fieldProblems<T extends object>(
  type: new () => T,
  fields: readonly (keyof T & string)[],
  body: Readonly<Record<string, unknown>>,
  path: string,
): FieldError[] {
  const instance = new type();
  // By hand, not with class-transformer: a key of the sender's never becomes more than a value.
  for (const field of fields) {
    if (Object.hasOwn(body, field)) {
      const value = body[field];
      Object.assign(instance, { [field]: Array.isArray(value) ? value.slice(0, MOST_ENTRIES) : value });
    }
  }
  const errors = validateSync(instance, { stopAtFirstError: true, forbidUnknownValues: false });
  const unknown = Object.keys(body).filter((field) => !(fields as readonly string[]).includes(field));
  return [
    ...errors.map((error) => ({ pointer: `${path}/${error.property}`, detail: firstDetail(error) })),
    ...unknown.map((field) => ({ pointer: `${path}/${escape(field)}`, detail: 'is not a known field' })),
  ].slice(0, MOST_ERRORS);
}

function firstDetail(error: ValidationError): string {
  return Object.values(error.constraints ?? {})[0] ?? 'is not valid';
}

/** RFC 6901 §3; and cut, for the sender chose its length. */
function escape(field: string): string {
  return field.slice(0, 128).replace(/~/g, '~0').replace(/\//g, '~1');
}
