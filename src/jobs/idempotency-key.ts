import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { invalid } from '../http/problem';

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** A String of RFC 8941 §3.3.3: printable ASCII, `"` and `\` behind a `\`. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** What most clients send instead. Without `,`, by which a header that came twice is joined, and `;`. */
const BARE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/;

const MOST_CHARACTERS = 255;

/**
 * The key of a request, by draft-ietf-httpapi-idempotency-key-header-07: `"abc"` and `abc` are the same one.
 * null where there is none.
 *
 * @throws {ProblemError} `invalid` for what is not a key.
 */
export function idempotencyKeyOf(request: IncomingMessage): string | null {
  const header = request.headers['idempotency-key'];
  if (header === undefined) {
    return null;
  }
  const text = String(header).trim();
  const quoted = QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, '$1');
  const key = quoted ?? (BARE.test(text) ? text : '');
  if (key.length < 1 || key.length > MOST_CHARACTERS) {
    throw invalid([
      {
        header: IDEMPOTENCY_HEADER,
        detail:
          'must be 1 to 255 characters of printable ASCII, in double quotes if it has a space , ; " or \\',
      },
    ]);
  }
  return key;
}

/**
 * The id of the job that a key stands for, so that keys need no store of their own and live as long as their
 * jobs. A namespace's ids are its own, and so are its keys.
 *
 * @param index the job's place in a bulk; null for a single enqueue, which is another job.
 */
export function idOfKey(key: string, index: number | null): string {
  return `idem-${hash('sha256', JSON.stringify([key, index]), 'base64url')}`;
}

/** Why a job with an id of its own is refused under a key: two names for one job could disagree. */
export const ID_BESIDE_KEY = `must be left out where the request has an ${IDEMPOTENCY_HEADER}`;
