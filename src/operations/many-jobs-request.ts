import type { PurgeableState } from '../core/purge';
import { FINAL_STATES, type JobState, WAITING_STATES } from '../core/states';
import { fieldProblems } from '../http/field-problems';
import { parseJson } from '../http/parse-json';
import { type FieldError, invalid } from '../http/problem';
import { parseTimestamp } from '../jobs/dto/timestamp';
import { isJsonObject } from '../http/json-object';
import {
  JOB_FILTER_FIELDS,
  JobFilterDto,
  QUEUE_JOB_FILTER_FIELDS,
  QueueJobFilterDto,
} from './dto/job-filter.dto';
import {
  MANY_JOBS_FIELDS,
  ManyJobsDto,
  PURGE_QUEUE_FIELDS,
  PurgeQueueDto,
  REDRIVE_QUEUE_FIELDS,
  RedriveQueueDto,
} from './dto/many-jobs.dto';
import type { JobFilter, SweepRequest } from './sweep-request';

/** Most bytes of a body: the longest ids, 500 of them. */
export const MAX_MANY_JOBS_BYTES = 128 * 1024;

export const RETRYABLE_STATES = ['failed', 'cancelled'] as const satisfies readonly JobState[];
export const CANCELLABLE_STATES = [...WAITING_STATES, 'in_progress'] as const satisfies readonly JobState[];

type Body = Readonly<Record<string, unknown>>;

/** Reads the body of `POST /jobs/cancel` and, with other states, of `POST /jobs/retry`. */
export function readManyJobs(
  text: string,
  states: { readonly allowed: readonly JobState[]; readonly byDefault: readonly JobState[] },
): { readonly ids: readonly string[] } | SweepRequest {
  const body = readObject(text);
  const errors = fieldProblems(ManyJobsDto, MANY_JOBS_FIELDS, body, '');
  if (body['ids'] === undefined && body['filter'] === undefined) {
    errors.push({ pointer: '/ids', detail: 'must be given, or else a filter' });
  }
  errors.push(...filterProblems(JobFilterDto, JOB_FILTER_FIELDS, body['filter'], states.allowed));
  if (isJsonObject(body['filter']) && Object.keys(body['filter']).length === 0) {
    errors.push({ pointer: '/filter', detail: 'must name something: all jobs at once are too many to mean' });
  }
  refuse(errors);
  const asked = body as unknown as ManyJobsDto;
  if (asked.ids !== undefined) {
    return { ids: asked.ids.map(String) };
  }
  const status = asked.filter?.status;
  return {
    ...sweepOf(asked),
    filter: filterOf(asked.filter, asked.filter?.queue ?? null),
    states: status === undefined ? states.byDefault : [status as JobState],
  };
}

/** Reads the body of `POST /queues/{queue}/redrive`. @param text "" for none */
export function readRedrive(text: string, queue: string): SweepRequest {
  const body = readObject(text === '' ? '{}' : text);
  refuse([
    ...fieldProblems(RedriveQueueDto, REDRIVE_QUEUE_FIELDS, body, ''),
    ...filterProblems(QueueJobFilterDto, QUEUE_JOB_FILTER_FIELDS, body['filter'], RETRYABLE_STATES),
  ]);
  const asked = body as unknown as RedriveQueueDto;
  const status = asked.filter?.status as JobState | undefined;
  return { ...sweepOf(asked), filter: filterOf(asked.filter, queue), states: [status ?? 'failed'] };
}

/** Reads the body of `POST /queues/{queue}/purge`. @param text "" for none */
export function readPurge(
  text: string,
  queue: string,
): SweepRequest & { readonly states: readonly PurgeableState[] } {
  const body = readObject(text === '' ? '{}' : text);
  // States are named beside the filter, so that the filter can not widen what is removed.
  const fields = QUEUE_JOB_FILTER_FIELDS.filter((field) => field !== 'status');
  refuse([
    ...fieldProblems(PurgeQueueDto, PURGE_QUEUE_FIELDS, body, ''),
    ...filterProblems(QueueJobFilterDto, fields, body['filter'], []),
  ]);
  const asked = body as unknown as PurgeQueueDto;
  return {
    ...sweepOf(asked),
    filter: filterOf(asked.filter, queue),
    states: asked.states ?? FINAL_STATES,
  };
}

function readObject(text: string): Body {
  const { exact: body } = parseJson(text);
  if (!isJsonObject(body)) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object' }]);
  }
  return body;
}

function filterProblems<T extends QueueJobFilterDto>(
  type: new () => T,
  fields: readonly (keyof T & string)[],
  filter: unknown,
  states: readonly JobState[],
): FieldError[] {
  if (filter === undefined) {
    return [];
  }
  if (!isJsonObject(filter)) {
    return [{ pointer: '/filter', detail: 'must be a JSON object' }];
  }
  const errors = fieldProblems(type, fields, filter, '/filter');
  const { status } = filter;
  if (status !== undefined && states.length > 0 && !(states as readonly unknown[]).includes(status)) {
    errors.push({ pointer: '/filter/status', detail: `must be one of ${states.join(', ')}` });
  }
  return errors;
}

function sweepOf({
  dry_run,
  page_token,
}: Pick<RedriveQueueDto, 'dry_run' | 'page_token'>): Pick<SweepRequest, 'dryRun' | 'pageToken'> {
  return { dryRun: dry_run ?? false, pageToken: page_token ?? null };
}

function filterOf(filter: QueueJobFilterDto | undefined, queue: string | null): JobFilter {
  return {
    queue,
    type: filter?.type ?? null,
    tag: filter?.tag ?? null,
    createdAfter: parseTimestamp(filter?.created_after),
    createdBefore: parseTimestamp(filter?.created_before),
  };
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) {
    throw invalid(errors);
  }
}
