import { randomUUID } from 'node:crypto';
import { withIds } from './bulk-ids';
import { Connection, segment } from './connection';
import { ProblemError } from './errors';
import type { CallOptions, ClientOptions } from './options';
import type {
  Acted,
  BulkEnqueued,
  EnqueueJob,
  Enqueued,
  Explanation,
  FinishedJob,
  Job,
  JobFilter,
  JobStatus,
  JobSummary,
} from './types';
import { untilFinal, type WaitOptions } from './wait-for-job';

/** Names the request, for a caller that may have to send it again itself. */
export interface EnqueueOptions extends CallOptions {
  readonly idempotencyKey?: string;
}

export interface BulkOptions extends EnqueueOptions {
  /** Store all jobs or none. */
  readonly atomic?: boolean;
}

export interface ListOptions extends CallOptions {
  /** Jobs asked for at a time: 1 to 500. */
  readonly pageSize?: number;
}

interface Page {
  readonly jobs: readonly JobSummary[];
  readonly next_page_token: string | null;
}

const LARGEST_PAGE = 500;

/**
 * Enqueues jobs, and asks and steers what becomes of them. One is enough for a whole program; it holds no connection
 * open and needs no closing.
 *
 * A request that got no answer, or 429, 502, 503 or 504, is sent again where that cannot do anything twice, after the time
 * that `Retry-After` names, and within the bounds of {@link ClientOptions.retry}.
 */
export class SluiceClient {
  private readonly connection: Connection;

  /** @throws {TypeError} for an address that is none */
  constructor(options: ClientOptions) {
    this.connection = new Connection(options);
  }

  /**
   * Enqueues one job. One without an `id` gets an `Idempotency-Key`, so that it is stored once however often it
   * has to be sent.
   *
   * @throws {ProblemError} `invalid`, `conflict`, `queue_full`, `rate_limited`, …
   */
  async enqueue(job: EnqueueJob = {}, options: EnqueueOptions = {}): Promise<Enqueued> {
    const key = options.idempotencyKey ?? (job.id === undefined ? randomUUID() : null);
    return await this.connection.call({
      ...{ method: 'POST', path: '/jobs', body: job, repeat: 'safe', signal: options.signal },
      headers: keyHeader(key),
    });
  }

  /**
   * Enqueues up to 10,000 jobs. A bad one does not keep the others out, unless `atomic`: look at the results, which are in
   * the order of the jobs. Where some have an `id`, the others get one, so that it is safe to send them all again.
   */
  async enqueueBulk(jobs: readonly EnqueueJob[], options: BulkOptions = {}): Promise<BulkEnqueued> {
    const { idempotencyKey } = options;
    const keyed = idempotencyKey !== undefined || jobs.every(({ id }) => id === undefined);
    return await this.connection.call({
      ...{ method: 'POST', path: '/jobs/bulk', repeat: 'safe', signal: options.signal },
      query: { atomic: options.atomic },
      headers: keyHeader(keyed ? (idempotencyKey ?? randomUUID()) : null),
      body: keyed ? jobs : withIds(jobs),
    });
  }

  /** @throws {ProblemError} `not_found` */
  async get<Payload = unknown, Result = unknown>(
    id: string,
    { signal }: CallOptions = {},
  ): Promise<Job<Payload, Result>> {
    return await this.connection.call({ method: 'GET', path: jobPath(id), repeat: 'safe', signal });
  }

  /** The short form. @throws {ProblemError} `not_found` */
  async status(id: string, { signal }: CallOptions = {}): Promise<JobStatus> {
    return await this.connection.call({
      method: 'GET',
      path: '/status',
      query: { id },
      repeat: 'safe',
      signal,
    });
  }

  /** Why the job is not done yet, or what became of it. @throws {ProblemError} `not_found` */
  async explain(id: string, { signal }: CallOptions = {}): Promise<Explanation> {
    return await this.connection.call({
      ...{ method: 'GET', path: `${jobPath(id)}/explain`, repeat: 'safe', signal },
    });
  }

  /** Jobs that match, page after page as you go; what changes meanwhile may be seen or not. */
  async *list(filter: JobFilter = {}, options: ListOptions = {}): AsyncGenerator<JobSummary, void, void> {
    let token: string | null = null;
    do {
      const page: Page = await this.connection.call({
        ...{ method: 'GET', path: '/jobs', repeat: 'safe', signal: options.signal },
        query: {
          ...filter,
          page_size: options.pageSize ?? LARGEST_PAGE,
          page_token: token ?? undefined,
        },
      });
      yield* page.jobs;
      token = page.next_page_token;
    } while (token !== null);
  }

  /**
   * Waits until the job is completed, failed or cancelled. A service that is away meanwhile is given the time that
   * any request has to come back.
   *
   * @throws {WaitTimeoutError} after `timeoutMs` @throws {ProblemError} `not_found`
   */
  async wait<Payload = unknown, Result = unknown>(
    id: string,
    options: WaitOptions = {},
  ): Promise<FinishedJob<Payload, Result>> {
    return await untilFinal(this.connection, jobPath(id), options);
  }

  /**
   * Cancels a job wherever it is. One that runs is told to stop (`cancel_requested`) and is cancelled once its worker
   * answers. One that is cancelled already stays so, which is no error.
   *
   * @throws {ProblemError} `not_found`, `wrong_state`
   */
  async cancel(id: string, { signal }: CallOptions = {}): Promise<Acted> {
    try {
      return await this.connection.call({
        ...{ method: 'POST', path: `${jobPath(id)}/cancel`, repeat: 'safe', signal },
      });
    } catch (error) {
      // By somebody else, or by this very call, whose first answer did not arrive.
      if (error instanceof ProblemError && error.document['job_status'] === 'cancelled') {
        const message = 'The job was cancelled before';
        return { message, job_id: id, status: 'cancelled', cancel_requested: false };
      }
      throw error;
    }
  }

  /**
   * Runs a failed or cancelled job again, with fresh attempts. Sent again only if it was certainly not carried out: it
   * could run the job a second time.
   *
   * @throws {ProblemError} `not_found`, `wrong_state`
   */
  async retry(id: string, { signal }: CallOptions = {}): Promise<Acted> {
    return await this.connection.call({
      method: 'POST',
      path: `${jobPath(id)}/retry`,
      repeat: 'once',
      signal,
    });
  }
}

function jobPath(id: string): string {
  return `/jobs/${segment(id)}`;
}

function keyHeader(key: string | null): Record<string, string> {
  return key === null ? {} : { 'idempotency-key': `"${key.replace(/["\\]/g, '\\$&')}"` };
}
