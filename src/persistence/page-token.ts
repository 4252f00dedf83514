import { InvalidPageTokenError } from '../core/errors';
import type { ListQuery } from '../core/job-listing';
import { JOB_STATES, type JobState } from '../core/states';
import type { WalkPosition } from './commands/read.commands';

/** Where a listing goes on: in this state of this queue, behind this job. */
export interface ListPosition {
  readonly queue: string;
  readonly state: JobState;
  readonly after: WalkPosition | null;
}

type Fields = readonly [
  version: number,
  filter: string,
  queue: string,
  state: string,
  score: string,
  id: string,
];

export function writePageToken(query: ListQuery, position: ListPosition): string {
  const fields: Fields = [
    1,
    filterOf(query),
    position.queue,
    position.state,
    position.after?.score ?? '',
    position.after?.id ?? '',
  ];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** @throws {InvalidPageTokenError} if it is not a token of this listing. */
export function readPageToken(query: ListQuery, token: string): ListPosition {
  const fields = parse(token);
  const [version, filter, queue, state, score, id] = fields;
  if (version !== 1 || filter !== filterOf(query)) {
    throw new InvalidPageTokenError('the page token belongs to a listing with other filters');
  }
  if (!isState(state) || !/^(\d{1,16})?$/.test(score)) {
    throw new InvalidPageTokenError('the page token is not one of ours');
  }
  return { queue, state, after: score === '' ? null : { score, id } };
}

function parse(token: string): Fields {
  try {
    const fields: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(fields) && fields.length === 6 && fields.slice(1).every((f) => typeof f === 'string')) {
      return fields as unknown as Fields;
    }
  } catch {
    // falls through
  }
  throw new InvalidPageTokenError('the page token is not one of ours');
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
