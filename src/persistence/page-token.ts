import { InvalidPageTokenError } from '../core/errors';
import type { ListQuery } from '../core/job-listing';
import { JOB_STATES, type JobState } from '../core/states';
import type { WalkPosition } from './commands/read.commands';

/** Where a listing goes on. */
export type ListPosition = StatePosition | IndexPosition;

/** A walk by states: in this state of this queue, behind this job. */
export interface StatePosition {
  readonly by: 'state';
  readonly queue: string;
  readonly state: JobState;
  readonly after: WalkPosition | null;
  /** The list went by an index up to here, in the order of creation: what is in front of it has been listed. */
  readonly behind: WalkPosition | null;
}

/** A list by an index: behind this job in the order of creation. */
export interface IndexPosition {
  readonly by: 'created';
  readonly queue: string;
  readonly after: WalkPosition;
}

type Fields = readonly [
  version: number,
  filter: string,
  queue: string,
  state: string,
  score: string,
  id: string,
  ...behind: [] | [score: string, id: string],
];

/** The first is the oldest, which every release reads: lists that no index has to do with have it. */
const BY_STATE = 1;
const BY_INDEX = 2;
const ON_FROM_INDEX = 3;

export function writePageToken(query: ListQuery, position: ListPosition): string {
  const fields = fieldsOf(filterOf(query), position);
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

function fieldsOf(filter: string, position: ListPosition): Fields {
  const { queue, after } = position;
  if (position.by === 'created') {
    return [BY_INDEX, filter, queue, '', position.after.score, position.after.id];
  }
  const { state, behind } = position;
  const place = [filter, queue, state, after?.score ?? '', after?.id ?? ''] as const;
  return behind === null ? [BY_STATE, ...place] : [ON_FROM_INDEX, ...place, behind.score, behind.id];
}

/** @throws {InvalidPageTokenError} if it is not a token of this listing. */
export function readPageToken(query: ListQuery, token: string): ListPosition {
  const [version, filter, queue, state, score, id, ...behind] = parse(token);
  if (![BY_STATE, BY_INDEX, ON_FROM_INDEX].includes(version) || filter !== filterOf(query)) {
    throw new InvalidPageTokenError('the page token belongs to a listing with other filters');
  }
  const after = readPlace(score, id);
  if (version === BY_INDEX) {
    if (after === null || state !== '') {
      throw notOurs();
    }
    return { by: 'created', queue, after };
  }
  const from = version === ON_FROM_INDEX ? readPlace(behind[0] ?? '', behind[1] ?? '') : null;
  if (!isState(state) || (version === ON_FROM_INDEX && from === null)) {
    throw notOurs();
  }
  return { by: 'state', queue, state, after, behind: from };
}

function readPlace(score: string, id: string): WalkPosition | null {
  if (!/^(\d{1,16})?$/.test(score)) {
    throw notOurs();
  }
  return score === '' ? null : { score, id };
}

function notOurs(): InvalidPageTokenError {
  return new InvalidPageTokenError('the page token is not one of ours');
}

function parse(token: string): Fields {
  try {
    const fields: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (
      Array.isArray(fields) &&
      (fields.length === 6 || fields.length === 8) &&
      typeof fields[0] === 'number' &&
      fields.slice(1).every((f) => typeof f === 'string')
    ) {
      return fields as unknown as Fields;
    }
  } catch {
    // falls through
  }
  throw notOurs();
}

function isState(text: string): text is JobState {
  return (JOB_STATES as readonly string[]).includes(text);
}

/** The filters that decide where positions lie; the page size may change on the way. */
function filterOf(query: ListQuery): string {
  return JSON.stringify([
    query.queue,
    query.state,
    query.type,
    query.tag,
    query.createdAfter,
    query.createdBefore,
  ]);
}
