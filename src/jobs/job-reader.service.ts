import { Inject, Injectable } from '@nestjs/common';
import type { JobRecord } from '../core/job';
import type { ListQuery } from '../core/job-listing';
import type { JobStores } from '../core/job-store';
import { isFinal } from '../core/states';
import { ProblemError } from '../http/problem';
import { JOB_STORES } from '../persistence/persistence.module';
import { allDependencies } from './all-dependencies';
import { isName } from './dto/field-rules';
import { FinalStateWaiter } from './final-state-waiter';
import { knownTotal } from './known-total';
import { jobJson, summaryJson, workersOf } from './job-view';

/** Jobs as clients read them. */
@Injectable()
export class JobReader {
  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    private readonly waiter: FinalStateWaiter,
  ) {}

  /** @throws {ProblemError} `not_found` */
  async get(namespace: string, id: string): Promise<JobRecord> {
    requireId(id);
    const job = await this.stores.namespace(namespace).get(id);
    if (job === null) {
      throw noSuchJob(id);
    }
    return job;
  }

  /** Like {@link get}, but waits up to `waitMs` for a final state first; then answers with what there is. */
  async getFinal(namespace: string, id: string, waitMs: number, gone: AbortSignal): Promise<JobRecord> {
    const job = await this.get(namespace, id);
    if (isFinal(job.state)) {
      return job;
    }
    await this.waiter.wait(namespace, id, waitMs, gone);
    return this.get(namespace, id);
  }

  /** JSON text of one job. */
  async render(namespace: string, job: JobRecord): Promise<string> {
    const [names, dependencies] = await Promise.all([
      this.names(namespace, workersOf(job)),
      job.onDependencyFailure === null ? [] : allDependencies(this.stores.namespace(namespace), job.id),
    ]);
    return jobJson(job, names, dependencies);
  }

  /** JSON text of a page. */
  async page(namespace: string, query: ListQuery): Promise<string> {
    const [page, total] = await Promise.all([
      this.stores.namespace(namespace).list(query),
      knownTotal(this.stores.namespace(namespace), query),
    ]);
    const names = await this.names(namespace, page.jobs.flatMap(workersOf));
    const rows = page.jobs.map((job) => ('payload' in job ? jobJson(job, names) : summaryJson(job, names)));
    const rest = {
      next_page_token: page.nextPageToken,
      scanned: page.scanned,
      total: page.total ?? total,
      order: page.order,
    };
    return `{"jobs":[${rows.join(',')}],${JSON.stringify(rest).slice(1)}`;
  }

  private async names(namespace: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const distinct = [...new Set(ids)];
    return distinct.length === 0 ? new Map() : this.stores.namespace(namespace).workerNames(distinct);
  }
}

/** An id that no job can have is an id that no job has. @throws {ProblemError} `not_found` */
export function requireId(id: string): void {
  if (!isName(id)) {
    throw noSuchJob(id);
  }
}

/** The one wording of a job's 404. */
export function noSuchJob(id: string): ProblemError {
  return new ProblemError('not_found', `There is no job ${id.slice(0, 128)}`);
}
