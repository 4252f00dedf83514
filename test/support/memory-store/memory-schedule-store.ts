import type { EnqueueAnswer } from '../../../src/core/enqueue-answer';
import {
  type DueSchedules,
  type FireAnswer,
  type Firing,
  HOLD_RANGE,
  type HoldReason,
  type ScheduleChange,
  type ScheduleLookup,
  type SchedulePage,
  type ScheduleRecord,
  type ScheduleStore,
  type SkipReason,
  versionOf,
} from '../../../src/core/schedule-store';
import { isFinal } from '../../../src/core/states';
import { enqueue } from './enqueue';
import type { MemoryNamespace } from './memory-namespace';

/** A schedule of the model. */
export interface MemorySchedule extends ScheduleRecord {
  readonly digest: string;
  /** When to look at its next slot: then, or later while it is held. */
  readonly lookAt: number | null;
}

/** How much of due payloads one call brings. */
const MOST_DUE_BYTES = 1_048_576;

/** The reference model of a namespace's schedules. */
export class MemoryScheduleStore implements ScheduleStore {
  readonly namespace: string;
  readonly all = new Map<string, MemorySchedule>();

  constructor(private readonly state: MemoryNamespace) {
    this.namespace = state.name;
  }

  async get(name: string): Promise<ScheduleLookup> {
    const found = this.all.get(name);
    return { now: this.state.now, schedule: found === undefined ? null : recordOf(found) };
  }

  async list(after: string | null, max: number): Promise<SchedulePage> {
    const names = [...this.all.keys()].sort().filter((name) => after === null || name > after);
    const page = names.slice(0, max).map((name) => this.all.get(name)!);
    const schedules = page.map(recordOf).map(({ payload: _none, ...summary }) => summary);
    return { now: this.state.now, schedules };
  }

  async put(change: ScheduleChange): Promise<'created' | 'replaced' | 'stale'> {
    const { name, definition, payload, digest, paused, nextSlot, expected } = change;
    const { now } = this.state;
    const before = this.all.get(name);
    const version = versionOf(digest, paused);
    if (before?.version === version) {
      return 'replaced';
    }
    if ((before?.version ?? null) !== expected) {
      return 'stale';
    }
    const keeps = nextSlot === 'keep' && !paused;
    const slot = nextSlot === 'keep' ? (before?.nextSlot ?? null) : nextSlot;
    this.all.set(name, {
      ...{ name, definition, payload, digest, version, paused },
      pausedAt: paused ? (before?.pausedAt ?? now) : null,
      nextSlot: paused ? null : slot,
      lookAt: keeps ? (before?.lookAt ?? null) : paused ? null : slot,
      held: keeps ? (before?.held ?? null) : null,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      lastRun: before?.lastRun ?? null,
      lastSkip: before?.lastSkip ?? null,
    });
    return before === undefined ? 'created' : 'replaced';
  }

  async remove(name: string, expected: string | null): Promise<'removed' | 'not_found' | 'stale'> {
    const found = this.all.get(name);
    if (found === undefined) {
      return 'not_found';
    }
    if (expected !== null && found.version !== expected) {
      return 'stale';
    }
    this.all.delete(name);
    return 'removed';
  }

  async pause(name: string): Promise<'paused' | 'not_found'> {
    const found = this.all.get(name);
    if (found === undefined) {
      return 'not_found';
    }
    if (!found.paused) {
      this.change(found, {
        ...{ paused: true, pausedAt: this.state.now, version: versionOf(found.digest, true) },
        ...atSlot(null),
      });
    }
    return 'paused';
  }

  async resume(
    name: string,
    version: string,
    nextSlot: number | null,
  ): Promise<'resumed' | 'not_found' | 'stale'> {
    const found = this.all.get(name);
    if (found === undefined) {
      return 'not_found';
    }
    if (!found.paused) {
      return 'resumed';
    }
    if (found.version !== version) {
      return 'stale';
    }
    this.change(found, {
      ...{ paused: false, pausedAt: null, version: versionOf(found.digest, false) },
      ...atSlot(nextSlot),
    });
    return 'resumed';
  }

  async due(max: number): Promise<DueSchedules> {
    const { now } = this.state;
    const waiting = [...this.all.values()]
      .filter((schedule) => schedule.lookAt !== null)
      .sort((a, b) => (a.lookAt ?? 0) - (b.lookAt ?? 0) || (a.name < b.name ? -1 : 1));
    const due = waiting.filter(({ lookAt }) => (lookAt ?? 0) <= now).slice(0, max);
    const later = waiting.find(({ lookAt }) => (lookAt ?? 0) > now)?.lookAt ?? null;
    let bytes = 0;
    const schedules = due.filter(({ payload }) => {
      const room = bytes < MOST_DUE_BYTES;
      bytes += Buffer.byteLength(payload);
      return room;
    });
    return { now, schedules: schedules.map(recordOf), nextDueMs: later === null ? null : later - now };
  }

  async fire(firing: Firing): Promise<FireAnswer> {
    const answer = this.decide(firing);
    this.state.finishStep();
    return answer;
  }

  private decide(firing: Firing): FireAnswer {
    const found = this.all.get(firing.name);
    if (found?.version !== firing.version || (firing.kind !== 'now' && found.nextSlot !== firing.expected)) {
      return { result: 'moved' };
    }
    const { now } = this.state;
    const missed = found.held?.reason === 'queue_full' ? 'queue_full' : 'missed';
    const skipped = (slot: number, reason: SkipReason) => ({ lastSkip: { slot, at: now, reason } });
    switch (firing.kind) {
      case 'hold':
        this.hold(found, firing.expected, null, firing.holdMs, 'unreadable');
        return { result: 'held' };
      case 'pass':
        this.change(found, { ...atSlot(firing.nextSlot), ...skipped(firing.expected, missed) });
        return { result: 'passed', reason: missed };
      case 'now': {
        const answer = this.store(firing);
        if (answer.outcome !== 'created' && answer.outcome !== 'duplicate') {
          return { result: 'refused', answer };
        }
        if (answer.outcome === 'created') {
          this.change(found, { lastRun: { jobId: firing.job.id, slot: null, at: now } });
        }
        return { result: 'ran', answer };
      }
      case 'run':
        return this.run(found, firing, missed, skipped);
    }
  }

  private run(
    found: MemorySchedule,
    firing: Extract<Firing, { kind: 'run' }>,
    missed: SkipReason,
    skipped: (slot: number, reason: SkipReason) => Partial<MemorySchedule>,
  ): FireAnswer {
    const { slot, expected, nextSlot } = firing;
    if (firing.skipOverlap && this.isRunning(found)) {
      this.change(found, { ...atSlot(nextSlot), ...skipped(slot, 'overlap') });
      return { result: 'passed', reason: 'overlap' };
    }
    const answer = this.store(firing);
    switch (answer.outcome) {
      case 'created':
      case 'duplicate':
        this.change(found, {
          ...atSlot(nextSlot),
          lastRun: { jobId: holderOf(answer) ?? firing.job.id, slot, at: this.state.now },
          ...(slot === expected ? {} : skipped(expected, missed)),
        });
        return { result: 'ran', answer };
      case 'conflict':
        this.change(found, { ...atSlot(nextSlot), ...skipped(slot, 'id_taken') });
        return { result: 'passed', reason: 'id_taken' };
      default: {
        const { min, max, step } = HOLD_RANGE;
        const asked = 'retryAfterMs' in answer ? answer.retryAfterMs : min;
        const holdMs = Math.max(min, Math.min(max, asked - (asked % step)));
        this.hold(found, expected, nextSlot, holdMs, 'queue_full');
        return { result: 'held' };
      }
    }
  }

  private store(firing: Extract<Firing, { kind: 'run' | 'now' }>): EnqueueAnswer {
    const [answer] = enqueue(this.state, [firing.job], firing.limits);
    return answer!;
  }

  private isRunning(found: MemorySchedule): boolean {
    const job = found.lastRun === null ? undefined : this.state.jobs.get(found.lastRun.jobId);
    return job !== undefined && !isFinal(job.state);
  }

  private hold(
    found: MemorySchedule,
    slot: number,
    nextSlot: number | null,
    ms: number,
    reason: HoldReason,
  ): void {
    const { now } = this.state;
    const bound = nextSlot !== null && nextSlot > now ? nextSlot : Infinity;
    this.change(found, {
      lookAt: Math.min(now + ms, bound),
      held: { slot, at: found.held?.at ?? now, reason },
    });
  }

  private change(found: MemorySchedule, parts: Partial<MemorySchedule>): void {
    this.all.set(found.name, { ...found, ...parts });
  }
}

/** The job that holds the dedup key, where it is another. */
function holderOf(answer: EnqueueAnswer): string | undefined {
  return answer.outcome === 'duplicate' ? answer.holder : undefined;
}

function atSlot(slot: number | null): Pick<MemorySchedule, 'nextSlot' | 'lookAt' | 'held'> {
  return { nextSlot: slot, lookAt: slot, held: null };
}

function recordOf({ digest: _digest, lookAt: _lookAt, ...record }: MemorySchedule): ScheduleRecord {
  return record;
}
