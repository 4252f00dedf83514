import { hash } from 'node:crypto';
import { DIGEST_LENGTH } from '../core/schedule-store';
import type { EnqueueJobDto } from '../jobs/dto/enqueue-job.dto';
import type { Timing } from './slots';

/** The fields of a schedule's job; its payload is beside them, as text. */
export type JobFields = Omit<EnqueueJobDto, 'payload'>;

/** What a schedule says, as the store keeps it. */
export interface Definition {
  readonly timing: Timing;
  /** Whether a slot is passed over while the last job is not final. */
  readonly overlap: 'skip' | 'allow';
  /** How many slots that are due at once are run, the latest. */
  readonly catchUp: number;
  readonly job: JobFields;
}

/** A later release that writes definitions in another form gives it another number. */
const FORM = 1;

export function writeDefinition({ timing, overlap, catchUp, job }: Definition): string {
  return JSON.stringify({ form: FORM, timing, overlap, catchUp, job });
}

/** @throws {Error} for the form of another release. */
export function readDefinition(text: string): Definition {
  const { form, ...definition } = JSON.parse(text) as Definition & { readonly form: number };
  if (form !== FORM) {
    throw new Error('a schedule that another release wrote');
  }
  return definition;
}

/** The same for the same text, and for no other. */
export function digestOf(definition: string, payload: string): string {
  const text = JSON.stringify([definition, payload]);
  return hash('sha256', text, 'base64url').slice(0, DIGEST_LENGTH);
}

/** Whether two schedules have the same slots. */
export function sameTiming(a: Timing, b: Timing): boolean {
  const parts = ({ cron, timeZone, everyMs, anchor, startsAt, endsAt }: Timing) =>
    JSON.stringify([cron, timeZone, everyMs, anchor, startsAt, endsAt]);
  return parts(a) === parts(b);
}
