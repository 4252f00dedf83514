import type { FireAnswer, Firing, ScheduleChange, SkipReason } from '../../core/schedule-store';
import { type Command, texts } from './command';
import { enqueueCommand } from './enqueue.command';

export const schedulePutCommand: Command<ScheduleChange, 'created' | 'replaced' | 'stale'> = {
  script: 'schedule-put',
  argv:
    'name, version that it must have ("" for: there must be none), digest, definition, payload, paused (0|1), ' +
    'next slot ("" for none, "keep" for the one that it has)',
  encode: ({ name, expected, digest, definition, payload, paused, nextSlot }) => [
    name,
    expected ?? '',
    digest,
    definition,
    payload,
    paused ? '1' : '0',
    slotText(nextSlot),
  ],
  decode(reply, { expected }, resent) {
    if (reply === 'same') {
      return resent && expected === null ? 'created' : 'replaced';
    }
    return oneOf(reply, ['created', 'replaced', 'stale']);
  },
};

export interface ScheduleRemoval {
  readonly name: string;
  readonly expected: string | null;
}

export const scheduleRemoveCommand: Command<ScheduleRemoval, 'removed' | 'not_found' | 'stale'> = {
  script: 'schedule-remove',
  argv: 'name, version that it must have ("" for any)',
  encode: ({ name, expected }) => [name, expected ?? ''],
  decode(reply, _input, resent) {
    // The first try may have removed it.
    return resent && reply === 'not_found' ? 'removed' : oneOf(reply, ['removed', 'not_found', 'stale']);
  },
};

export const schedulePauseCommand: Command<string, 'paused' | 'not_found'> = {
  script: 'schedule-pause',
  argv: 'name',
  encode: (name) => [name],
  decode: (reply) => oneOf(reply, ['paused', 'not_found']),
};

export interface ScheduleResumption {
  readonly name: string;
  readonly version: string;
  readonly nextSlot: number | null;
}

export const scheduleResumeCommand: Command<ScheduleResumption, 'resumed' | 'not_found' | 'stale'> = {
  script: 'schedule-resume',
  argv: 'name, version that it must have if it is paused, next slot ("" for none)',
  encode: ({ name, version, nextSlot }) => [name, version, slotText(nextSlot)],
  decode: (reply) => oneOf(reply, ['resumed', 'not_found', 'stale']),
};

export interface FireInput {
  readonly firing: Firing;
  /** As for an enqueue. */
  readonly stamp: string;
  /** Of the process, as the enqueue takes them. */
  readonly rules: string;
}

export const scheduleFireCommand: Command<FireInput, FireAnswer> = {
  script: 'schedule-fire',
  argv:
    'kind (run|pass|hold|now), name, version, next slot that it must have, slot to run, slot after it ("" for ' +
    'none), hold for ms, pass over unless the last job is final (0|1), job id ("" for pass and hold), then for ' +
    'run and now the arguments of enqueue for this one job',
  encode({ firing, stamp, rules }, resent) {
    const { kind, name, version } = firing;
    const job = kind === 'run' || kind === 'now' ? firing.job : null;
    return [
      kind,
      name,
      version,
      kind === 'now' ? '' : String(firing.expected),
      kind === 'run' ? String(firing.slot) : '',
      kind === 'run' || kind === 'pass' ? slotText(firing.nextSlot) : '',
      kind === 'hold' ? String(firing.holdMs) : '0',
      kind === 'run' && firing.skipOverlap ? '1' : '0',
      job?.id ?? '',
      ...(kind === 'run' || kind === 'now'
        ? enqueueCommand.encode({ stamp, jobs: [firing.job], limits: firing.limits, rules }, resent)
        : []),
    ];
  },
  decode(reply, { firing, stamp, rules }, resent): FireAnswer {
    const [word, text = ''] = texts(reply);
    const result = oneOf(word, ['ran', 'refused', 'passed', 'held', 'moved']);
    if (result === 'passed') {
      return { result, reason: oneOf(text, SKIP_REASONS) };
    }
    if (result === 'held' || result === 'moved') {
      return { result };
    }
    const jobs = 'job' in firing ? [firing.job] : [];
    const limits = 'limits' in firing ? firing.limits : NONE;
    const [answer] = enqueueCommand.decode([text], { stamp, jobs, limits, rules }, resent);
    if (answer === undefined) {
      throw new Error(`schedule-fire answered "${result}" and no more`);
    }
    return { result, answer };
  },
};

const SKIP_REASONS = ['overlap', 'missed', 'queue_full', 'id_taken'] as const satisfies SkipReason[];
const NONE = { maxDepth: 0, maxBytes: 0, ratePerSecond: 0, rateBurst: 0 };

function slotText(slot: number | null | 'keep'): string {
  return slot === null ? '' : String(slot);
}

function oneOf<T extends string>(reply: unknown, words: readonly T[]): T {
  const word = words.find((known) => known === reply);
  if (word === undefined) {
    throw new Error(`a script answered "${String(reply)}"`);
  }
  return word;
}
