import { validateSync, type ValidationError } from 'class-validator';
import type { JsonObject } from './json-object';
import { pointerPart } from './json-pointer';
import type { FieldError } from './problem';

/** More than this many would only make the answer long. */
export const MOST_ERRORS = 50;

/** No list of a request may be this long, unless its reader says so. */
export const MOST_ENTRIES = 501;

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
  body: JsonObject,
  path: string,
): FieldError[] {
  return [
    ...violations(instanceOf(type, fields, body, MOST_ENTRIES), path),
    ...unknownFields(body, fields, path),
  ].slice(0, MOST_ERRORS);
}

/**
 * By hand, not with class-transformer: a key of the sender's never becomes more than a value.
 *
 * @param mostEntries where no list may be as long, so a cut one is refused all the same: class-validator looks at
 *   every entry for every rule, and at every pair for ArrayUnique; 120,000 tags held up the whole process for 8 s
 */
export function instanceOf<T extends object>(
  type: new () => T,
  fields: readonly (keyof T & string)[],
  body: JsonObject,
  mostEntries: number,
): T {
  const instance = new type();
  for (const field of fields) {
    if (Object.hasOwn(body, field)) {
      const value = body[field];
      Object.assign(instance, { [field]: Array.isArray(value) ? value.slice(0, mostEntries) : value });
    }
  }
  return instance;
}

/** What class-validator finds, each with a JSON pointer below `path`: of each field the first thing. */
export function violations(instance: object, path: string): FieldError[] {
  const errors = validateSync(instance, { stopAtFirstError: true, forbidUnknownValues: false });
  return errors.flatMap((error) => describe(error, path));
}

/** Fields that are not known, each with a JSON pointer below `path`. */
export function unknownFields(body: JsonObject, known: readonly string[], path: string): FieldError[] {
  return Object.keys(body)
    .filter((field) => !known.includes(field))
    .slice(0, MOST_ERRORS)
    .map((field) => ({ pointer: `${path}/${pointerPart(field)}`, detail: 'is not a known field' }));
}

function describe(error: ValidationError, path: string): FieldError[] {
  const pointer = `${path}/${error.property}`;
  const own = Object.values(error.constraints ?? {}).slice(0, 1);
  return [
    ...own.map((detail) => ({ pointer, detail })),
    ...(error.children ?? []).flatMap((child) => describe(child, pointer)),
  ];
}
