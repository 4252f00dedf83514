import type { components, operations } from './api-types';

type Schemas = components['schemas'];

/** All schemas of the API by their names in the OpenAPI document, for what has no name of its own here. */
export type ApiSchemas = Schemas;

/** A problem document (RFC 9457). Its `code` is one of the API's, or `http_<status>` from something in between. */
export type Problem = Omit<Schemas['ProblemDto'], 'code'> & { code: string };
export type ProblemCode = Schemas['ProblemDto']['code'];
export type FieldError = Schemas['FieldErrorDto'];

/** The fields of an enqueue; all are optional. Payloads are what JSON.stringify makes of them. */
export type EnqueueJob = Schemas['EnqueueJobDto'];
export type Enqueued = Schemas['EnqueuedDto'];
export type BulkEnqueued = Schemas['BulkDto'];
export type BulkResult = Schemas['BulkResultDto'];

export type JobState = Schemas['JobDto']['status'];
export type FinalState = Extract<JobState, 'completed' | 'failed' | 'cancelled'>;
export type JobStatus = Schemas['JobStatusDto'];
export type JobSummary = Schemas['JobSummaryDto'];
export type JobError = Schemas['JobErrorDto'];

/** A job, whole. The type parameters are what you say of your own payloads and results; nothing checks them. */
export type Job<Payload = unknown, Result = unknown> = Omit<Schemas['JobDto'], 'payload' | 'result'> & {
  payload: Payload;
  /** null until the job is completed. */
  result: Result | null;
};

/** A job in a final state. */
export type FinishedJob<Payload = unknown, Result = unknown> = Job<Payload, Result> & { status: FinalState };

/** Why a job is not done yet. */
export type Explanation = Schemas['ExplanationDto'];

/** The answer to a cancel or a retry. */
export type Acted = Schemas['ActedDto'];

/** Filters of a listing. */
export type JobFilter = Omit<
  NonNullable<operations['listJobs']['parameters']['query']>,
  'page_size' | 'page_token' | 'view'
>;

/** A job that is a worker's for as long as its lease lasts. */
export type LeasedJob<Payload = unknown> = Omit<Schemas['LeasedJobDto'], 'payload'> & { payload: Payload };
export type LeaseRequest = Schemas['LeaseRequestDto'];
