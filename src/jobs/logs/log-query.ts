import type { LogQuery } from '../../core/log-lines';
import { QueryReader } from '../query-reader';

/** Lines on a page. */
export const LOG_PAGE_SIZE_RANGE = { min: 1, max: 1_000, default: 100 } as const;

/** Numbers of lines. */
const NUMBER_RANGE = { min: 0, max: 999_999_999_999_999 } as const;

/** The query of `GET /jobs/{id}/logs`. @throws {ProblemError} `invalid`, naming every wrong parameter. */
export function readLogQuery(query: Readonly<Record<string, unknown>>): LogQuery {
  const reader = new QueryReader(query, ['order', 'after', 'page_size', 'page_token']);
  const newestFirst = reader.read('order', orderOf, 'must be oldest or newest') === 'newest';
  const after = reader.integer('after', NUMBER_RANGE);
  const max = reader.integer('page_size', LOG_PAGE_SIZE_RANGE) ?? LOG_PAGE_SIZE_RANGE.default;
  const seen = reader.read('page_token', numberOf, 'must be the next_page_token of the page before');
  reader.finish();
  return {
    after: newestFirst ? after : latest(after, seen),
    before: newestFirst ? seen : null,
    newestFirst,
    max,
  };
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function orderOf(text: string): 'oldest' | 'newest' | null {
  return text === 'oldest' || text === 'newest' ? text : null;
}

function numberOf(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
