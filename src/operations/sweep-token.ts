import { createHash } from 'node:crypto';
import { invalid } from '../http/problem';
import type { SweepRequest } from './sweep-request';

/** Where a sweep goes on: in this state of its list, with this page of the store's listing. */
export interface SweepPosition {
  readonly index: number;
  readonly page: string | null;
}

export function writeSweepToken(action: string, request: SweepRequest, at: SweepPosition): string {
  const fields = [fingerprint(action, request), at.index, at.page];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** @throws {ProblemError} `invalid`, if the token is not one of this very request */
export function readSweepToken(action: string, request: SweepRequest): SweepPosition {
  if (request.pageToken === null) {
    return { index: 0, page: null };
  }
  const fields = parse(request.pageToken);
  if (Array.isArray(fields) && fields.length === 3 && fields[0] === fingerprint(action, request)) {
    const [, index, page] = fields as readonly unknown[];
    if (typeof index === 'number' && request.states[index] !== undefined && isPage(page)) {
      return { index, page };
    }
  }
  throw invalid([{ pointer: '/page_token', detail: 'is not one that was given out for this very request' }]);
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

function isPage(page: unknown): page is string | null {
  return page === null || typeof page === 'string';
}

/** So that nobody goes on with a retry by a purge, or with other jobs than those that a dry run counted. */
function fingerprint(action: string, { filter, states }: SweepRequest): string {
  const { queue, type, tag, createdAfter, createdBefore } = filter;
  const text = JSON.stringify([action, states, queue, type, tag, createdAfter, createdBefore]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}
