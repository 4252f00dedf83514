import type { JobRecord, JobSummary } from '../core/job';
import type { JobPage, ListQuery } from '../core/job-listing';
import { type IndexStep, listIndexCommand, type WalkPosition } from './commands/read.commands';
import { writePageToken } from './page-token';
import type { RedisLink } from './redis-link';
import { BUDGET, FULL_STEP, STEP } from './walk-bounds';

/** Lists the jobs of one queue by its index, the latest created first. */
export class IndexWalk {
  private readonly jobs: (JobSummary | JobRecord)[] = [];
  private scanned = 0;
  private total: number | null = null;

  constructor(
    private readonly link: RedisLink,
    private readonly namespace: string,
    private readonly queue: string,
    private readonly query: ListQuery,
    private after: WalkPosition | null,
  ) {}

  /** null: the list does not go by the index. */
  async page(): Promise<JobPage | null> {
    let isFirst = true;
    while (isFirst || (this.jobs.length < this.query.pageSize && this.scanned < BUDGET)) {
      const step = await this.step();
      if (step === null) {
        // Whole no more, between two steps: the next page sees to it.
        return isFirst ? null : this.answer(this.after);
      }
      isFirst = false;
      this.total = step.total;
      if (step.last === null) {
        return this.answer(null);
      }
      this.after = step.last;
    }
    return this.answer(this.after);
  }

  private answer(after: WalkPosition | null): JobPage {
    const { jobs, scanned, total, query, queue } = this;
    const nextPageToken = after === null ? null : writePageToken(query, { by: 'created', queue, after });
    return { order: 'created', jobs, scanned, total, nextPageToken };
  }

  private async step(): Promise<IndexStep | null> {
    const { query } = this;
    const room = query.pageSize - this.jobs.length;
    const step = await this.link.run(this.namespace, listIndexCommand, {
      queue: this.queue,
      state: query.state,
      after: this.after,
      budget: Math.min(STEP, BUDGET - this.scanned),
      most: query.full ? Math.min(room, FULL_STEP) : room,
      full: query.full,
      type: query.type,
      tag: query.tag,
      createdAfter: query.createdAfter,
      createdBefore: query.createdBefore,
    });
    if (step !== null) {
      this.scanned += step.looked;
      const { tag } = query;
      this.jobs.push(...(tag === null ? step.jobs : step.jobs.filter((job) => job.tags.includes(tag))));
    }
    return step;
  }
}
