import { InvalidArgumentError } from 'commander';
import { parseDuration } from './duration';

/** For an option. @throws {InvalidArgumentError} */
export function durationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) {
    throw new InvalidArgumentError('It must be a duration: 1500 (ms), 90s, 5m, 2h or 1d.');
  }
  return ms;
}

/** A moment as the server takes it: an ISO 8601 time, or how long ago. @throws {InvalidArgumentError} */
export function momentOption(text: string): string {
  const ago = parseDuration(text);
  if (ago !== null) {
    return new Date(Date.now() - ago).toISOString();
  }
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) {
    throw new InvalidArgumentError('It must be a time (2026-11-25T12:00:00Z), or how long ago (15m, 2h).');
  }
  return text;
}

/** A count of things. @throws {InvalidArgumentError} */
export function limitOption(text: string): number {
  const limit = Number(text);
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return limit;
}

/** Any number; the server knows which ones are allowed. @throws {InvalidArgumentError} */
export function numberOption(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) {
    throw new InvalidArgumentError('It must be a number.');
  }
  return value;
}

/** For an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** `name=json`, several times. @throws {InvalidArgumentError} */
export function fieldOption(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): (readonly [string, string])[] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new InvalidArgumentError('It must be name=json.');
  }
  try {
    JSON.parse(text.slice(at + 1));
  } catch {
    throw new InvalidArgumentError('What follows = must be JSON.');
  }
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}
