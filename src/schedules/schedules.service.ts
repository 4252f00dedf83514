import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { StoreUnavailableError } from '../core/errors';
import { EventHub } from '../core/events';
import type { NewJob } from '../core/job';
import type { EnqueueAnswer } from '../core/enqueue-answer';
import type { JobStores } from '../core/job-store';
import type { ScheduleRecord, ScheduleStores, ScheduleSummary } from '../core/schedule-store';
import type { JobState } from '../core/states';
import { ProblemError } from '../http/problem';
import { idOfKey } from '../jobs/idempotency-key';
import { JOB_STORES, SCHEDULE_STORES } from '../persistence/persistence.module';
import { digestOf, readDefinition, sameTiming, writeDefinition, type Definition } from './definition';
import { Planner } from './planner';
import type { ScheduleRequest } from './schedule-request';
import { isScheduleName } from './schedule-name';
import type { Surroundings } from './schedule-view';
import { Slots } from './slots';

/** More writers of one schedule than this at once have some of them sent away. */
const MOST_TRIES = 50;

/** A schedule and what is shown beside it. */
export interface Seen<S extends ScheduleSummary> {
  readonly schedule: S;
  readonly beside: Surroundings;
}

/** Schedules, as clients see and change them. */
@Injectable()
export class SchedulesService {
  private readonly planner: Planner;

  constructor(
    @Inject(SCHEDULE_STORES) private readonly schedules: ScheduleStores,
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(CONFIG) private readonly config: Config,
    private readonly events: EventHub,
  ) {
    this.planner = new Planner(config.jobs);
  }

  /** @throws {ProblemError} `not_found` */
  async get(namespace: string, name: string): Promise<Seen<ScheduleRecord>> {
    const { now, schedule } = await this.read(namespace, name);
    const [lastStatus = null] = await this.lastStates(namespace, [schedule]);
    return { schedule, beside: { now, lastStatus } };
  }

  /** One page by name, and where the next one starts. */
  async page(namespace: string, after: string | null, size: number) {
    const { now, schedules: found } = await this.schedules.schedules(namespace).list(after, size + 1);
    const page = found.slice(0, size);
    const states = await this.lastStates(namespace, page);
    return {
      schedules: page.map((schedule, i): Seen<ScheduleSummary> => ({
        schedule,
        beside: { now, lastStatus: states[i] ?? null },
      })),
      next: found.length > size ? (page.at(-1)?.name ?? null) : null,
    };
  }

  /**
   * Makes a schedule or replaces it.
   *
   * @param ifMatch the header's value
   * @returns whether it is new
   * @throws {ProblemError} `precondition_failed`
   */
  async put(namespace: string, name: string, asked: ScheduleRequest, ifMatch?: string): Promise<boolean> {
    const store = this.schedules.schedules(namespace);
    return this.untilCurrent(async () => {
      const { now, schedule: before } = await store.get(name);
      requireMatch(name, ifMatch, before);
      const known = before === null ? null : knownDefinition(before);
      const definition = definitionOf(asked, known, now);
      const text = writeDefinition(definition);
      const paused = asked.paused ?? before?.paused ?? false;
      // A slot that is due stays due if only something else is changed.
      const keeps = before?.paused === false && known !== null && sameTiming(known.timing, definition.timing);
      const answer = await store.put({
        ...{ name, definition: text, payload: asked.payload, digest: digestOf(text, asked.payload), paused },
        nextSlot: keeps && !paused ? 'keep' : new Slots(definition.timing).after(now),
        expected: before?.version ?? null,
      });
      return answer === 'stale' ? null : answer === 'created';
    });
  }

  /** @throws {ProblemError} `not_found`, `precondition_failed` */
  async remove(namespace: string, name: string, ifMatch?: string): Promise<void> {
    const store = this.schedules.schedules(namespace);
    await this.untilCurrent(async () => {
      const { schedule } = await this.read(namespace, name);
      requireMatch(name, ifMatch, schedule);
      const answer = await store.remove(name, ifMatch === undefined ? null : schedule.version);
      return answer === 'stale' ? null : answer;
    });
  }

  /** @throws {ProblemError} `not_found` */
  async pause(namespace: string, name: string): Promise<void> {
    requireName(name);
    if ((await this.schedules.schedules(namespace).pause(name)) === 'not_found') {
      throw noSuchSchedule(name);
    }
  }

  /** Goes on from now; what was due during the pause is not run. @throws {ProblemError} `not_found` */
  async resume(namespace: string, name: string): Promise<void> {
    const store = this.schedules.schedules(namespace);
    await this.untilCurrent(async () => {
      const { now, schedule } = await this.read(namespace, name);
      const next = new Slots(readDefinition(schedule.definition).timing).after(now);
      const answer = await store.resume(name, schedule.version, next);
      return answer === 'resumed' ? answer : null;
    });
  }

  /**
   * Enqueues the schedule's job now, besides its slots.
   *
   * @param key of the request (Idempotency-Key), null if it has none
   * @throws {ProblemError} `not_found`
   */
  async run(
    namespace: string,
    name: string,
    key: string | null,
  ): Promise<{ readonly job: NewJob; readonly answer: EnqueueAnswer }> {
    // Made before the first try, so that a resend to the store meets its own job.
    const id =
      key === null ? `${name}@run-${randomBytes(9).toString('base64url')}` : idOfKey(`${name}\n${key}`, null);
    const store = this.schedules.schedules(namespace);
    return this.untilCurrent(async () => {
      const { schedule } = await this.read(namespace, name);
      const job = this.planner.job(schedule, readDefinition(schedule.definition), id);
      const { version } = schedule;
      const fired = await store.fire({ kind: 'now', name, version, job, limits: this.config.jobs.limits });
      if (fired.result !== 'ran' && fired.result !== 'refused') {
        return null;
      }
      const { answer } = fired;
      this.events.emit('enqueued', {
        namespace,
        id,
        queue: job.queue,
        type: job.type,
        outcome: answer.outcome,
      });
      return { job, answer };
    });
  }

  private async read(namespace: string, name: string) {
    requireName(name);
    const { now, schedule } = await this.schedules.schedules(namespace).get(name);
    if (schedule === null) {
      throw noSuchSchedule(name);
    }
    return { now, schedule };
  }

  /** Of the last jobs of these schedules. */
  private async lastStates(
    namespace: string,
    schedules: readonly ScheduleSummary[],
  ): Promise<(JobState | null)[]> {
    const ids = [...new Set(schedules.flatMap(({ lastRun }) => (lastRun === null ? [] : [lastRun.jobId])))];
    const states = ids.length === 0 ? [] : await this.stores.namespace(namespace).states(ids);
    const byId = new Map(ids.map((id, i) => [id, states[i] ?? null]));
    return schedules.map(({ lastRun }) => (lastRun === null ? null : (byId.get(lastRun.jobId) ?? null)));
  }

  /** Again with what is there now, as long as somebody else was faster (`null`). */
  private async untilCurrent<T>(change: () => Promise<T | null>): Promise<T> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const done = await change();
      if (done !== null) {
        return done;
      }
    }
    throw new StoreUnavailableError('a schedule that is changed all the time');
  }
}

function definitionOf(asked: ScheduleRequest, before: Definition | null, now: number): Definition {
  const { timing, overlap, catchUp, job } = asked;
  return { timing: { ...timing, anchor: anchorOf(timing, before, now) }, overlap, catchUp, job };
}

/** A period goes on as it was, whatever else is changed. */
function anchorOf(
  { everyMs, startsAt }: ScheduleRequest['timing'],
  before: Definition | null,
  now: number,
): number | null {
  if (everyMs === null) {
    return null;
  }
  const kept =
    before?.timing.everyMs === everyMs && before.timing.startsAt === null ? before.timing.anchor : null;
  return startsAt ?? kept ?? now;
}

/** null for what another release wrote: then all of it is replaced. */
function knownDefinition({ definition }: ScheduleRecord): Definition | null {
  try {
    return readDefinition(definition);
  } catch {
    return null;
  }
}

/** Names what a schedule says and whether it is paused, not what it ran. */
export function scheduleTag({ version }: ScheduleSummary): string {
  return `"${version}"`;
}

/** RFC 9110 §13.1.1: `*` is any schedule that there is, else one of the tags in the list. */
function requireMatch(name: string, ifMatch: string | undefined, found: ScheduleSummary | null): void {
  if (ifMatch === undefined) {
    return;
  }
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (found === null || !(tags.includes('*') || tags.includes(scheduleTag(found)))) {
    throw new ProblemError('precondition_failed', `The schedule ${name} is not the one that If-Match names`);
  }
}

function requireName(name: string): void {
  if (!isScheduleName(name)) {
    throw noSuchSchedule(name);
  }
}

function noSuchSchedule(name: string): ProblemError {
  return new ProblemError('not_found', `There is no schedule ${name.slice(0, 128)}`);
}
