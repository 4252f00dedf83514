import { inspect } from 'node:util';
import { boundedText } from './bounded-text';
import { SluiceError } from './errors';
import type { JobError } from './job';

/** Bounds of a recorded error (bytes of UTF-8): each text, and all of it as JSON. */
export const ERROR_LIMITS = { message: 1_024, stack: 2_560, json: 4_096 } as const;

/** The attempt records of a job have room for this much. */
const CODE = /^[a-z0-9_]{1,27}$/;

const SHOWN_KEYS = 20;

/**
 * Makes a readable, bounded error of anything that a handler may throw: errors, strings, undefined, objects
 * whose getters throw. Never throws itself.
 *
 * The code is the thrown error's own if it looks like one of ours (`[a-z0-9_]`, at most 27), else `error`.
 */
export function boundedError(thrown: unknown): JobError {
  const ownCode = read(thrown, 'code');
  const code = typeof ownCode === 'string' && CODE.test(ownCode) ? ownCode : 'error';
  const message = boundedText(describe(thrown), ERROR_LIMITS.message);
  const stack = stackOf(thrown);
  return stack === '' ? { code, message } : fit({ code, message, stack });
}

function fit(error: JobError & { readonly stack: string }): JobError {
  let { stack } = error;
  for (;;) {
    const excess = Buffer.byteLength(JSON.stringify({ ...error, stack })) - ERROR_LIMITS.json;
    if (excess <= 0) {
      return { ...error, stack };
    }
    // Quotes and newlines take two bytes in JSON: so this may take a few rounds, each shorter.
    stack = boundedText(stack, Math.max(0, Buffer.byteLength(stack) - Math.max(16, excess)));
    if (Buffer.byteLength(stack) < 32) {
      return { code: error.code, message: error.message };
    }
  }
}

function stackOf(thrown: unknown): string {
  // Our own errors say what happened; where in this service they were made helps nobody.
  const stack = isSluiceError(thrown) ? undefined : read(thrown, 'stack');
  return typeof stack === 'string' ? boundedText(stack, ERROR_LIMITS.stack) : '';
}

function describe(thrown: unknown): string {
  if (typeof thrown === 'string') {
    return thrown === '' ? 'the handler threw an empty string' : thrown;
  }
  if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) {
    return `the handler threw ${String(thrown)}`;
  }
  const own = firstText(thrown, ['message', 'code', 'name']);
  if (own === null) {
    return `the handler threw ${show(thrown)}`;
  }
  const cause = read(thrown, 'cause');
  const reason = typeof cause === 'string' ? cause : firstText(cause, ['message', 'code']);
  return reason === null ? own : `${own} (cause: ${reason})`;
}

function firstText(value: unknown, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = read(value, key);
    // A function's name is not a message.
    if (typeof text === 'string' && text !== '' && !(key === 'name' && typeof value === 'function')) {
      return text;
    }
  }
  return null;
}

/** A property of anything; undefined where there is none or its getter throws. */
function read(value: unknown, key: string): unknown {
  try {
    return value === null || value === undefined
      ? undefined
      : (Object(value) as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function show(value: object): string {
  try {
    const shown = Array.isArray(value) || typeof value === 'function' ? value : firstKeys(value);
    return inspect(shown, {
      depth: 1,
      maxArrayLength: SHOWN_KEYS,
      maxStringLength: 200,
      customInspect: false,
      breakLength: Infinity,
    });
  } catch {
    return 'something that cannot be shown';
  }
}

function firstKeys(value: object): object {
  const keys = Object.keys(value);
  return keys.length <= SHOWN_KEYS
    ? value
    : Object.fromEntries(keys.slice(0, SHOWN_KEYS).map((key) => [key, read(value, key)]));
}

function isSluiceError(thrown: unknown): boolean {
  try {
    return thrown instanceof SluiceError;
  } catch {
    return false; // a proxy that refuses to be asked
  }
}
