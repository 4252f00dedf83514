import { Inject, Injectable } from '@nestjs/common';
import { EventHub } from '../core/events';
import type { JobStores } from '../core/job-store';
import type { PurgeableState } from '../core/purge';
import type { JobState } from '../core/states';
import { JOB_STORES } from '../persistence/persistence.module';
import { type SweepReport, sweepJobs } from './job-sweep';
import type { SweepRequest } from './sweep-request';

/** What became of one job; `state` is where it is now. */
export interface JobOutcome {
  readonly id: string;
  readonly outcome: string;
  readonly state: JobState | null;
}

/** What operators do to many jobs at once. */
@Injectable()
export class ManyJobsService {
  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    private readonly events: EventHub,
  ) {}

  async retry(namespace: string, ids: readonly string[]): Promise<JobOutcome[]> {
    const answers = await this.stores.namespace(namespace).redrive(ids);
    return answers.map((answer, i) => ({
      id: ids[i] ?? '',
      outcome: answer.result,
      state: 'state' in answer ? answer.state : answer.result === 'not_found' ? null : answer.result,
    }));
  }

  async cancel(namespace: string, ids: readonly string[]): Promise<JobOutcome[]> {
    const answers = await this.stores.namespace(namespace).cancel(ids);
    const cancelled = ids.filter((_, i) => answers[i]?.result === 'cancelled');
    const jobs = cancelled.map((id) => ({ id, job: null, errorCode: null }));
    this.events.emit('changed', { namespace, event: 'cancelled', jobs });
    const states = { cancelled: 'cancelled', cancel_requested: 'in_progress', not_found: null } as const;
    return answers.map((answer, i) => ({
      id: ids[i] ?? '',
      outcome: answer.result,
      state: answer.result === 'wrong_state' ? answer.state : states[answer.result],
    }));
  }

  retryMatching(namespace: string, request: SweepRequest, gone: AbortSignal): Promise<SweepReport> {
    const store = this.stores.namespace(namespace);
    const act = async (ids: readonly string[]) => changedOf(await this.retry(namespace, ids));
    return sweepJobs(store, 'retry', request, act, gone);
  }

  cancelMatching(namespace: string, request: SweepRequest, gone: AbortSignal): Promise<SweepReport> {
    const store = this.stores.namespace(namespace);
    const act = async (ids: readonly string[]) => changedOf(await this.cancel(namespace, ids));
    return sweepJobs(store, 'cancel', request, act, gone);
  }

  purgeMatching(
    namespace: string,
    request: SweepRequest & { readonly states: readonly PurgeableState[] },
    gone: AbortSignal,
  ): Promise<SweepReport> {
    const store = this.stores.namespace(namespace);
    const act = async (ids: readonly string[]) =>
      (await store.purge(ids, request.states)).filter(({ result }) => result === 'removed').length;
    return sweepJobs(store, 'purge', request, act, gone);
  }
}

/** On how many of the jobs it worked. */
export function changedOf(outcomes: readonly JobOutcome[]): number {
  return outcomes.filter(({ outcome }) => outcome !== 'wrong_state' && outcome !== 'not_found').length;
}
