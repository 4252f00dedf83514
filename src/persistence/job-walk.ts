import type { JobRecord, JobSummary } from '../core/job';
import type { JobPage, ListQuery } from '../core/job-listing';
import { JOB_STATES } from '../core/states';
import { type WalkInput, type WalkPosition, type WalkStep, listCommand } from './commands/read.commands';
import { type ListPosition, type StatePosition, writePageToken } from './page-token';
import type { RedisLink } from './redis-link';
import { BUDGET, FULL_STEP, STEP } from './walk-bounds';

/** Sets that one page looks into, at most: of 10,000 queues most sets are empty. */
const MOST_SETS = 700;

/** Walks queue by queue, state by state, and remembers in a token where it stopped. */
export class JobWalk {
  private readonly jobs: (JobSummary | JobRecord)[] = [];
  private scanned = 0;
  private sets = 0;

  constructor(
    private readonly link: RedisLink,
    private readonly namespace: string,
    private readonly nextQueue: (after: string | null) => Promise<string | null>,
    private readonly query: ListQuery,
    /** From the page before, null for the first page. */
    private readonly from: ListPosition | null,
  ) {}

  async page(): Promise<JobPage> {
    let at = await this.start();
    while (at !== null) {
      if (this.jobs.length >= this.query.pageSize || this.scanned >= BUDGET || this.sets >= MOST_SETS) {
        return this.answer(writePageToken(this.query, at));
      }
      const last = await this.step(at);
      at = last === null ? await this.nextSet(at) : { ...at, after: last };
    }
    return this.answer(null);
  }

  private answer(nextPageToken: string | null): JobPage {
    return { order: 'state', jobs: this.jobs, scanned: this.scanned, total: null, nextPageToken };
  }

  private async start(): Promise<StatePosition | null> {
    const { from, query } = this;
    if (from?.by === 'state') {
      return from;
    }
    const queue = query.queue ?? (await this.nextQueue(null));
    return queue === null ? null : this.firstSet(queue, from?.after ?? null);
  }

  private firstSet(queue: string, behind: WalkPosition | null): StatePosition {
    return { by: 'state', queue, state: this.query.state ?? JOB_STATES[0], after: null, behind };
  }

  private async nextSet(at: StatePosition): Promise<StatePosition | null> {
    this.sets += 1;
    const state = this.query.state === null ? JOB_STATES[JOB_STATES.indexOf(at.state) + 1] : undefined;
    if (state !== undefined) {
      return { ...at, state, after: null };
    }
    const queue = this.query.queue === null ? await this.nextQueue(at.queue) : null;
    return queue === null ? null : this.firstSet(queue, at.behind);
  }

  /** Looks at some jobs of one set. Returns the last position, or null at its end. */
  private async step(at: StatePosition): Promise<WalkPosition | null> {
    const { query } = this;
    const room = query.pageSize - this.jobs.length;
    const input: WalkInput = {
      queue: at.queue,
      state: at.state,
      after: at.after,
      behind: at.behind,
      budget: Math.min(STEP, BUDGET - this.scanned),
      most: query.full ? Math.min(room, FULL_STEP) : room,
      full: query.full,
      type: query.type,
      createdAfter: query.createdAfter,
      createdBefore: query.createdBefore,
    };
    const step: WalkStep = await this.link.run(this.namespace, listCommand, input);
    this.scanned += step.looked;
    const { tag } = query;
    this.jobs.push(...(tag === null ? step.jobs : step.jobs.filter((job) => job.tags.includes(tag))));
    return step.last;
  }
}
