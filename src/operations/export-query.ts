import { FINAL_STATES, type FinalState } from '../core/states';
import { NAME_DETAIL, NAME_PATTERN } from '../jobs/dto/field-rules';
import { parseTimestamp, TIMESTAMP_DETAIL } from '../jobs/dto/timestamp';
import { QueryReader } from '../jobs/query-reader';
import type { JobFilter } from './sweep-request';

const PARAMETERS = ['queue', 'status', 'type', 'tag', 'created_after', 'created_before'] as const;

export interface ExportQuery {
  readonly filter: JobFilter;
  readonly states: readonly FinalState[];
}

/** The query of `GET /jobs/export`. @throws {ProblemError} `invalid`, naming every wrong parameter. */
export function readExportQuery(query: Readonly<Record<string, unknown>>): ExportQuery {
  const reader = new QueryReader(query, PARAMETERS);
  const name = (text: string) => (NAME_PATTERN.test(text) ? text : null);
  const stateOf = (text: string) => FINAL_STATES.find((state) => state === text) ?? null;
  const filter = {
    queue: reader.read('queue', name, NAME_DETAIL),
    type: reader.read('type', name, NAME_DETAIL),
    tag: reader.read('tag', name, NAME_DETAIL),
    createdAfter: reader.read('created_after', parseTimestamp, TIMESTAMP_DETAIL),
    createdBefore: reader.read('created_before', parseTimestamp, TIMESTAMP_DETAIL),
  };
  const state = reader.read('status', stateOf, `must be one of ${FINAL_STATES.join(', ')}`);
  reader.finish();
  return { filter, states: state === null ? FINAL_STATES : [state] };
}
