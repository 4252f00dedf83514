import { EventHub } from '../../../src/core/events';
import { seededRandom } from '../../../src/core/random';
import type { ScheduleRecord, ScheduleStore } from '../../../src/core/schedule-store';
import { Scheduler, type SchedulePlanner } from '../../../src/core/scheduler';
import { digestOf, writeDefinition, type Definition } from '../../../src/schedules/definition';
import { Planner } from '../../../src/schedules/planner';
import { Slots, type Timing } from '../../../src/schedules/slots';
import { KEEP_ALL } from '../../support/engine-bed';
import { NO_LIMITS } from '../../support/job-builder';
import { ManualClock } from '../../support/manual-clock';
import { MemoryJobStores } from '../../support/memory-store/memory-job-store';

export const NO_TIMES: Timing = {
  ...{ cron: null, timeZone: 'UTC', everyMs: null, anchor: null, startsAt: null, endsAt: null },
};

/** Schedules of the model, on a clock that the test moves, and any number of schedulers. */
export class ScheduleBed {
  readonly clock = new ManualClock();
  readonly events = new EventHub();
  private readonly stores: MemoryJobStores;
  readonly planner = new Planner({ maxLapses: 3, limits: NO_LIMITS });
  private jumped = 0;

  /** @param start epoch ms, or an ISO time */
  constructor(private readonly start: string) {
    const { clock } = this;
    this.stores = new MemoryJobStores(
      { now: () => this.now, after: (ms, task) => clock.after(ms, task) },
      KEEP_ALL,
    );
  }

  get now(): number {
    return Date.parse(this.start) + this.jumped + this.clock.monotonic();
  }

  /** The store's time goes on and nobody's timers notice: as if no process had been there. */
  jump(ms: number): void {
    this.jumped += ms;
  }

  get store(): ScheduleStore {
    return this.stores.schedules('default');
  }

  get jobs() {
    return this.stores.namespace('default');
  }

  scheduler(planner: SchedulePlanner = this.planner, store: ScheduleStore = this.store): Scheduler {
    return new Scheduler(store, planner, { clock: this.clock, random: seededRandom(3), events: this.events });
  }

  async put(name: string, timing: Partial<Timing>, chosen: Partial<Definition> = {}): Promise<void> {
    const definition = {
      timing: { ...NO_TIMES, ...timing },
      overlap: 'allow',
      catchUp: 1,
      job: {},
      ...chosen,
    } as const;
    const text = writeDefinition(definition);
    await this.store.put({
      ...{ name, definition: text, payload: 'null', digest: digestOf(text, 'null'), paused: false },
      ...{ nextSlot: new Slots(definition.timing).after(this.now), expected: null },
    });
  }

  async read(name: string): Promise<ScheduleRecord> {
    const { schedule } = await this.store.get(name);
    if (schedule === null) {
      throw new Error(`no schedule ${name}`);
    }
    return schedule;
  }

  /** The slots of a schedule that have a job, as ISO times without seconds, in order. */
  async slots(name: string): Promise<string[]> {
    return (await this.jobIds(name)).map((id) =>
      new Date(Number(id.slice(name.length + 1))).toISOString().replace(':00.000Z', 'Z'),
    );
  }

  async jobIds(name: string): Promise<string[]> {
    const all = [...this.jobs.state.jobs.keys()];
    return all.filter((id) => id.slice(0, id.lastIndexOf('@')) === name).sort();
  }
}
