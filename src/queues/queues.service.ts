import { Inject, Injectable } from '@nestjs/common';
import type { HistoryStores, QueueFigures } from '../core/history-store';
import type { JobStores } from '../core/job-store';
import type { QueueInfo } from '../core/queue-info';
import type { QueueSettings } from '../core/queue-settings';
import { ProblemError } from '../http/problem';
import { isQueueName } from '../jobs/dto/field-rules';
import { HISTORY_STORES, JOB_STORES } from '../persistence/persistence.module';
import { inOrder, type QueueSort } from './queue-order';
import { QueueSurvey } from './queue-survey.service';
import { settingsTag } from './queue-view';

export interface SortedQuery {
  readonly sort: QueueSort;
  readonly from: number;
  readonly size: number;
  readonly contains: string;
  /** Of queues that have none of their own. */
  readonly maxDepth: number;
}

/** Queues and their settings, as operators see and change them. */
@Injectable()
export class QueuesService {
  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(HISTORY_STORES) private readonly histories: HistoryStores,
    private readonly survey: QueueSurvey,
  ) {}

  /** @throws {ProblemError} `not_found` */
  async get(namespace: string, name: string): Promise<QueueInfo> {
    const info = await this.find(namespace, name);
    if (info === null) {
      throw noSuchQueue(name);
    }
    return info;
  }

  /** What the jobs of a queue took of late, and how they failed. */
  figures(namespace: string, name: string): Promise<QueueFigures> {
    return this.histories.history(namespace).queueFigures(name);
  }

  /** One page, and whether there are more; the service's own queues are left out. */
  async page(namespace: string, after: string | null, size: number, contains: string) {
    const found = await this.stores.namespace(namespace).queues(after, size + 1, contains);
    const page = found.slice(0, size);
    return {
      queues: page.filter(({ queue }) => isQueueName(queue)),
      next: found.length > size ? (page.at(-1)?.queue ?? null) : null,
    };
  }

  /** How many queues have this text in their name; null where there are too many to look at all of them. */
  async total(namespace: string, contains: string): Promise<number | null> {
    const { queues, truncated } = await this.survey.of(namespace);
    return truncated ? null : queues.filter(({ queue }) => queue.includes(contains)).length;
  }

  /**
   * A page of queues in another order than by name: the order may be two seconds old, what is said of each is not.
   *
   * @param from how many come before
   */
  async sorted(namespace: string, { sort, from, size, contains, maxDepth }: SortedQuery) {
    const { queues, truncated } = await this.survey.of(namespace);
    const wanted = queues.filter(({ queue }) => queue.includes(contains));
    const page = inOrder(wanted, sort, maxDepth).slice(from, from + size);
    const store = this.stores.namespace(namespace);
    const fresh = await Promise.all(page.map(({ queue }) => store.queue(queue)));
    return {
      queues: fresh.filter((info) => info !== null),
      next: from + size < wanted.length ? String(from + size) : null,
      truncated,
    };
  }

  /**
   * Changes settings, and makes the queue if there is none.
   *
   * @param by name of who asks, where it is known
   * @param ifMatch the header's value: the settings must be those that it names
   * @throws {ProblemError} `not_found` for a name that no queue can have, `precondition_failed`
   */
  async configure(
    namespace: string,
    name: string,
    settings: Partial<QueueSettings>,
    by: string | null,
    ifMatch?: string,
  ): Promise<QueueInfo> {
    const before = await this.find(namespace, name);
    if (ifMatch !== undefined && !matches(ifMatch, before)) {
      throw changedMeanwhile(name);
    }
    const expected = ifMatch === undefined || ifMatch === '*' ? undefined : before?.settings;
    if (!(await this.stores.namespace(namespace).configureQueue(name, settings, expected, by))) {
      throw changedMeanwhile(name);
    }
    this.survey.forget(namespace);
    return this.get(namespace, name);
  }

  private async find(namespace: string, name: string): Promise<QueueInfo | null> {
    if (!isQueueName(name)) {
      throw noSuchQueue(name);
    }
    return this.stores.namespace(namespace).queue(name);
  }
}

/** RFC 9110 §13.1.1: `*` is any queue that there is, else one of the tags in the list. */
function matches(ifMatch: string, info: QueueInfo | null): boolean {
  if (info === null) {
    return false;
  }
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(settingsTag(info.settings));
}

/** The one wording of a queue's 404. */
export function noSuchQueue(name: string): ProblemError {
  return new ProblemError('not_found', `There is no queue ${name.slice(0, 128)}`);
}

function changedMeanwhile(name: string): ProblemError {
  return new ProblemError(
    'precondition_failed',
    `The settings of the queue ${name} are not those that If-Match names`,
  );
}
