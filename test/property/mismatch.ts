import { isDeepStrictEqual, inspect } from 'node:util';

/** Throws if two things that must be alike are not; `what` says which they are. */
export function mustEqual(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) {
    const show = (value: unknown) => inspect(value, { depth: 8, breakLength: 100 });
    throw new Error(`${what}\n  is:        ${show(actual)}\n  should be: ${show(expected)}`);
  }
}
