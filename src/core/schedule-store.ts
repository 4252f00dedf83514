import type { NewJob } from './job';
import type { EnqueueAnswer, EnqueueLimits } from './enqueue-answer';

/**
 * Storage of recurring jobs: one namespace's schedules. What a schedule says (its times, its job) is opaque to
 * the store, which knows only its next slot: the moment of its next job, worked out by the caller.
 *
 * The rules that every store keeps:
 *
 * 1. Each method is atomic. Time is the store's own clock, and it alone decides what is due.
 * 2. A slot is decided once: whoever fires it presents the slot and the version that it knows, and moves the
 *    schedule on to the next slot in the step that stores the job. Any number of processes may try.
 * 3. A paused schedule, and one whose times are over, has no next slot.
 * 4. Every method may be sent again after an answer that got lost.
 *
 * All methods reject as those of the `JobStore` do; `put` and `fire` also with `StoreFullError`.
 */
export interface ScheduleStore {
  readonly namespace: string;

  get(name: string): Promise<ScheduleLookup>;

  /** A page by name, starting after `after`; without the payloads. */
  list(after: string | null, max: number): Promise<SchedulePage>;

  /**
   * Makes a schedule or replaces what it says; what it ran last stays. Changes nothing (`stale`) unless the
   * version is the expected one.
   */
  put(change: ScheduleChange): Promise<'created' | 'replaced' | 'stale'>;

  /** Jobs that it made stay. @param expected version that it must have; null: any. */
  remove(name: string, expected: string | null): Promise<'removed' | 'not_found' | 'stale'>;

  /** No slot is due any more. One that is paused already keeps the time of the first pause. */
  pause(name: string): Promise<'paused' | 'not_found'>;

  /** Goes on with `nextSlot`. Nothing changes if it is not paused; `stale` if the version is another. */
  resume(name: string, version: string, nextSlot: number | null): Promise<'resumed' | 'not_found' | 'stale'>;

  /** Up to `max` due schedules (fewer if they are large), the longest due first. */
  due(max: number): Promise<DueSchedules>;

  /** Decides a slot; see {@link Firing}. */
  fire(firing: Firing): Promise<FireAnswer>;
}

/** Gives the schedules of a namespace; the same object for the same name. */
export interface ScheduleStores {
  schedules(namespace: string): ScheduleStore;
}

export interface ScheduleLookup {
  /** The store's clock (epoch ms). */
  readonly now: number;
  readonly schedule: ScheduleRecord | null;
}

export interface SchedulePage {
  readonly now: number;
  readonly schedules: readonly ScheduleSummary[];
}

export interface DueSchedules {
  readonly now: number;
  readonly schedules: readonly ScheduleRecord[];
  /** Until the next one falls due that is not yet (ms); null for none. */
  readonly nextDueMs: number | null;
}

export interface ScheduleRecord {
  readonly name: string;
  /** As it was put: opaque. */
  readonly definition: string;
  /** JSON text of the job's payload. */
  readonly payload: string;
  /** Names what it says and whether it is paused; the same again where both are the same again. */
  readonly version: string;
  readonly paused: boolean;
  /** Epoch ms, like all moments here. */
  readonly pausedAt: number | null;
  /** May be past: it is due then. */
  readonly nextSlot: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastRun: ScheduleRun | null;
  readonly lastSkip: ScheduleSkip | null;
  /** Why its slot is due and not run yet. */
  readonly held: ScheduleHold | null;
}

export type ScheduleSummary = Omit<ScheduleRecord, 'payload'>;

export interface ScheduleRun {
  /** The job of the slot, or the one that held its dedup key. */
  readonly jobId: string;
  /** null: somebody asked for it. */
  readonly slot: number | null;
  readonly at: number;
}

/**
 * - `overlap`: the job before was not final.
 * - `missed`: nobody looked in time.
 * - `queue_full`: its queue had no room until the next slot came.
 * - `id_taken`: another job has the id that belongs to this slot.
 */
export type SkipReason = 'overlap' | 'missed' | 'queue_full' | 'id_taken';

export interface ScheduleSkip {
  /** The first one, where several were passed over at once. */
  readonly slot: number;
  readonly at: number;
  readonly reason: SkipReason;
}

/** `unreadable`: this release cannot work out its times. */
export type HoldReason = 'queue_full' | 'unreadable';

export interface ScheduleHold {
  readonly slot: number;
  readonly at: number;
  readonly reason: HoldReason;
}

export interface ScheduleChange {
  readonly name: string;
  readonly definition: string;
  readonly payload: string;
  /** Fingerprint of definition and payload, {@link DIGEST_LENGTH} characters. */
  readonly digest: string;
  readonly paused: boolean;
  /** `keep`: the slot that it has, because its times did not change. Not used while it is paused. */
  readonly nextSlot: number | null | 'keep';
  /** The version that it must have; null: there must be none of this name. */
  readonly expected: string | null;
}

export const DIGEST_LENGTH = 16;

/** How a schedule's version comes from its digest. */
export function versionOf(digest: string, paused: boolean): string {
  return paused ? `${digest}~` : digest;
}

interface Presented {
  readonly name: string;
  readonly version: string;
}

/**
 * - `run`: stores `job` for `slot`, unless the last job is not final and `skipOverlap` says to pass over then.
 *   `expected` is the next slot that the caller knows; if it is not `slot`, those before are passed over.
 * - `pass`: passes over all from `expected` on.
 * - `hold`: leaves the slot due and looks at it again in `holdMs`.
 * - `now`: stores `job` besides the slots, paused or not.
 *
 * `run` and `pass` move on to `nextSlot`. A queue that is full holds the slot in place of running it, for a
 * while that depends on how fast the queue drains.
 */
export type Firing =
  | (Presented & {
      readonly kind: 'run';
      readonly expected: number;
      readonly slot: number;
      readonly nextSlot: number | null;
      readonly skipOverlap: boolean;
      readonly job: NewJob;
      readonly limits: EnqueueLimits;
    })
  | (Presented & { readonly kind: 'pass'; readonly expected: number; readonly nextSlot: number | null })
  | (Presented & { readonly kind: 'hold'; readonly expected: number; readonly holdMs: number })
  | (Presented & { readonly kind: 'now'; readonly job: NewJob; readonly limits: EnqueueLimits });

/** A held slot is looked at again after so long at least and at most, in steps (ms). */
export const HOLD_RANGE = { min: 500, max: 5_000, step: 100 } as const;

/**
 * - `ran`: the job is stored, or was already.
 * - `passed`: passed over, as asked, or for the reason given.
 * - `held`: the slot is due still.
 * - `refused`: what the enqueue of `now` was answered; nothing changed.
 * - `moved`: the slot or the version is another by now, or the schedule is gone; nothing changed.
 */
export type FireAnswer =
  | { readonly result: 'ran' | 'refused'; readonly answer: EnqueueAnswer }
  | { readonly result: 'passed'; readonly reason: SkipReason }
  | { readonly result: 'held' | 'moved' };
