import { randomBytes } from 'node:crypto';
import { MAX_BATCH } from '../core/job-store';
import type {
  DueSchedules,
  FireAnswer,
  Firing,
  ScheduleChange,
  ScheduleLookup,
  SchedulePage,
  ScheduleStore,
} from '../core/schedule-store';
import type { Command } from './commands/command';
import { STAMP_CHARS } from './commands/enqueue.command';
import {
  scheduleDueCommand,
  scheduleGetCommand,
  scheduleListCommand,
} from './commands/schedule-read.commands';
import {
  scheduleFireCommand,
  schedulePauseCommand,
  schedulePutCommand,
  scheduleRemoveCommand,
  scheduleResumeCommand,
} from './commands/schedule.commands';
import type { RedisLink } from './redis-link';

/** The schedules of one namespace on Redis. Each method is one script. */
export class RedisScheduleStore implements ScheduleStore {
  constructor(
    readonly namespace: string,
    private readonly link: RedisLink,
    /** Packed, for jobs of full queues that give way. */
    private readonly rules: string,
  ) {}

  get(name: string): Promise<ScheduleLookup> {
    return this.run(scheduleGetCommand, name);
  }

  list(after: string | null, max: number): Promise<SchedulePage> {
    return this.run(scheduleListCommand, { after, max: Math.min(max, MAX_BATCH) });
  }

  put(change: ScheduleChange): Promise<'created' | 'replaced' | 'stale'> {
    return this.run(schedulePutCommand, change);
  }

  remove(name: string, expected: string | null): Promise<'removed' | 'not_found' | 'stale'> {
    return this.run(scheduleRemoveCommand, { name, expected });
  }

  pause(name: string): Promise<'paused' | 'not_found'> {
    return this.run(schedulePauseCommand, name);
  }

  resume(name: string, version: string, nextSlot: number | null): Promise<'resumed' | 'not_found' | 'stale'> {
    return this.run(scheduleResumeCommand, { name, version, nextSlot });
  }

  due(max: number): Promise<DueSchedules> {
    return this.run(scheduleDueCommand, Math.min(max, MAX_BATCH));
  }

  fire(firing: Firing): Promise<FireAnswer> {
    const stamp = randomBytes(STAMP_CHARS).toString('base64url').slice(0, STAMP_CHARS);
    return this.run(scheduleFireCommand, { firing, stamp, rules: this.rules });
  }

  private run<I, O>(command: Command<I, O>, input: I): Promise<O> {
    return this.link.run(this.namespace, command, input);
  }
}
