import type { ListQuery } from '../core/job-listing';
import { JOB_STATES, type JobState } from '../core/states';
import { NAME_DETAIL, NAME_PATTERN } from './dto/field-rules';
import { parseTimestamp, TIMESTAMP_DETAIL } from './dto/timestamp';
import { QueryReader } from './query-reader';

/** Jobs on a page. */
export const PAGE_SIZE_RANGE = { min: 1, max: 500, default: 50 } as const;

const PARAMETERS = [
  'queue',
  'status',
  'type',
  'tag',
  'created_after',
  'created_before',
  'page_size',
  'page_token',
  'view',
] as const;

/** The query of `GET /jobs`. @throws {ProblemError} `invalid`, naming every wrong parameter. */
export function readListQuery(query: Readonly<Record<string, unknown>>): ListQuery {
  const reader = new QueryReader(query, PARAMETERS);
  const name = (text: string) => (NAME_PATTERN.test(text) ? text : null);
  const list = {
    queue: reader.read('queue', name, NAME_DETAIL),
    state: reader.read('status', stateOf, `must be one of ${JOB_STATES.join(', ')}`),
    type: reader.read('type', name, NAME_DETAIL),
    tag: reader.read('tag', name, NAME_DETAIL),
    createdAfter: reader.read('created_after', parseTimestamp, TIMESTAMP_DETAIL),
    createdBefore: reader.read('created_before', parseTimestamp, TIMESTAMP_DETAIL),
    pageSize: reader.integer('page_size', PAGE_SIZE_RANGE) ?? PAGE_SIZE_RANGE.default,
    pageToken: reader.read('page_token', (text) => (text === '' ? null : text), 'must not be empty'),
    full: reader.read('view', viewOf, 'must be summary or full') === 'full',
  };
  reader.finish();
  return list;
}

function stateOf(text: string): JobState | null {
  return JOB_STATES.find((state) => state === text) ?? null;
}

function viewOf(text: string): 'summary' | 'full' | null {
  return text === 'summary' || text === 'full' ? text : null;
}
