import type { NewJob } from '../../core/job';
import { CONTENT_HASH_LENGTH } from '../../core/job';
import type {
  EnqueueAllAnswer,
  EnqueueAnswer,
  EnqueueLimits,
  NamespaceLimit,
  QueueLimit,
} from '../../core/enqueue-answer';
import type { JobState } from '../../core/states';
import { writeDedup } from '../codec/dedup-field';
import { policyLetter } from '../codec/dependency-policy';
import { FIRST_BODY_PIECE_BYTES } from '../codec/job-hash';
import {
  FLAG_AWAITED,
  FLAG_BODY_KEY,
  FLAG_DEDUP,
  FLAG_DEPENDS,
  FLAG_EXPIRY,
  FLAG_GROUP,
  newRecordHead,
} from '../codec/state-record';
import { writeStaticData } from '../codec/static-data';
import { cutText, pushPieces } from '../codec/text-pieces';
import { type Command, texts } from './command';

export interface EnqueueInput {
  /** New for each call, {@link STAMP_CHARS} characters: tells a resend from somebody else's equal job. */
  readonly stamp: string;
  readonly jobs: readonly NewJob[];
  readonly limits: EnqueueLimits;
  readonly rules: string;
  /** Store all of the jobs or none. */
  readonly allOrNone?: boolean;
}

export const STAMP_CHARS = 6;

export const NO_HASH = '-'.repeat(CONTENT_HASH_LENGTH);

export const enqueueCommand: Command<EnqueueInput, EnqueueAnswer[]> = {
  script: 'enqueue',
  argv:
    'stamp (6), max_depth (-1: past all limits), max_bytes, rate_per_s, burst, resent (0|1), rules, all or none (0|1), ' +
    '"" or "max_depth max_bytes" of the namespace (-1 for none), count, ' +
    'id..., then runs of jobs that have the same head. Head: number of jobs, "queue type", queue, priority, ' +
    '"" or "delay_ms run_at ttl_ms expires_at" (-1 for none), characters 2 to 33 of the state record, number of ' +
    'further arguments for HSET. Then for each job: field b0 without its first 11, (field, value)..., the body where ' +
    'the flags give it a key of its own, and where they tell of dependencies: how many, what a failure among them ' +
    'does (f, r, c), id...',
  encode({ stamp, jobs, limits, rules, allOrNone }, resent) {
    const argv = [
      stamp,
      String(limits.maxDepth),
      String(limits.maxBytes),
      String(limits.ratePerSecond),
      String(limits.rateBurst),
      resent ? '1' : '0',
      rules,
      allOrNone === true ? '1' : '0',
      namespaceLimits(limits),
      String(jobs.length),
    ];
    for (const job of jobs) {
      argv.push(job.id);
    }
    let head: readonly string[] = [];
    let countAt = 0;
    let count = 0;
    for (const job of jobs) {
      const body = cutBody(job);
      const own = headOf(job, body);
      if (own.length !== head.length || own.some((part, at) => part !== head[at])) {
        head = own;
        count = 0;
        countAt = argv.push('', ...head) - head.length - 1;
      }
      count += 1;
      argv[countAt] = String(count);
      pushJob(argv, job, body, stamp);
    }
    return argv;
  },
  decode: (reply, { jobs }) => readAnswers(texts(reply), jobs.length),
};

/** The same for all of the jobs or none. */
export const enqueueAllCommand: Command<EnqueueInput, EnqueueAllAnswer> = {
  ...enqueueCommand,
  encode: (input, resent) => enqueueCommand.encode({ ...input, allOrNone: true }, resent),
  decode(reply, { jobs }) {
    const answers = texts(reply);
    const [word, index] = (answers[0] ?? '').split(' ');
    if (word === 'refused') {
      return { outcome: 'refused', index: Number(index), answer: readAnswer(answers[1] ?? '') };
    }
    return { outcome: 'stored', answers: readAnswers(answers, jobs.length) };
  },
};

/** Empty where there are none. */
function namespaceLimits({ namespaceMaxDepth, namespaceMaxBytes }: EnqueueLimits): string {
  const limits = [namespaceMaxDepth ?? -1, namespaceMaxBytes ?? -1];
  return limits.every((limit) => limit < 0) ? '' : limits.join(' ');
}

/** What the job carries: static data and payload, in pieces, or (null) as a key of its own. */
interface Body {
  readonly text: string;
  readonly staticLength: number;
  readonly pieces: readonly string[] | null;
}

function cutBody(job: NewJob): Body {
  const staticData = writeStaticData(job);
  const text = staticData + job.payload;
  return { text, staticLength: staticData.length, pieces: cutText(text, FIRST_BODY_PIECE_BYTES) };
}

function headOf(job: NewJob, { pieces }: Body): string[] {
  return [
    `${job.queue} ${job.type}`,
    job.queue,
    String(job.priority),
    timesOf(job),
    newRecordHead({
      flags:
        (pieces === null ? FLAG_BODY_KEY : 0) |
        (job.ttlMs === null && job.expiresAt === null ? 0 : FLAG_EXPIRY) |
        (job.dedup === null ? 0 : FLAG_DEDUP) |
        (job.dependsOn.length === 0 ? 0 : FLAG_DEPENDS) |
        (job.callbackUrl === null ? 0 : FLAG_AWAITED) |
        // A wish here: the script gives the place, or takes the flag away.
        (job.group === null ? 0 : FLAG_GROUP),
      maxRetries: job.maxRetries,
      maxLapses: job.maxLapses,
    }),
    String(2 * ((pieces?.length ?? 1) - 1 + (job.dedup === null ? 0 : 1) + (job.group === null ? 0 : 1))),
  ];
}

function pushJob(argv: string[], job: NewJob, { text, staticLength, pieces }: Body, stamp: string): void {
  const size = hex(Buffer.byteLength(job.payload), 6);
  argv.push((job.contentHash ?? NO_HASH) + stamp + size + hex(staticLength, 4) + (pieces?.[0] ?? ''));
  if (job.dedup !== null) {
    argv.push('d', writeDedup(job.dedup));
  }
  if (job.group !== null) {
    argv.push('t', job.group);
  }
  if (pieces === null) {
    argv.push(text);
  } else {
    pushPieces(argv, 'b', pieces, 1);
  }
  if (job.dependsOn.length > 0) {
    argv.push(String(job.dependsOn.length), policyLetter(job.onDependencyFailure), ...job.dependsOn);
  }
}

/** Six digits; a field of fewer takes the end of them. Sizes are small and repeat: looking one up is cheaper. */
const SMALL_HEX: readonly string[] = Array.from({ length: 4096 }, (_, value) => digits(value, 6));

function hex(value: number, width: 4 | 6): string {
  const known = SMALL_HEX[value];
  if (known === undefined) {
    return digits(value, width);
  }
  return width === 6 ? known : known.slice(2);
}

function digits(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

/** Empty for the plain job: due at once, never expires. */
function timesOf({ delayMs, runAt, ttlMs, expiresAt }: NewJob): string {
  if (delayMs === null && runAt === null && ttlMs === null && expiresAt === null) {
    return '';
  }
  return [delayMs, runAt, ttlMs, expiresAt].map((value) => value ?? -1).join(' ');
}

const CREATED: ReadonlyMap<string, EnqueueAnswer> = new Map([
  ['created queued', { outcome: 'created', state: 'queued' }],
  ['created blocked', { outcome: 'created', state: 'blocked' }],
  ['created scheduled', { outcome: 'created', state: 'scheduled' }],
]);

/** One answer stands for all where all are alike. */
function readAnswers(answers: readonly string[], jobs: number): EnqueueAnswer[] {
  const read = answers.map(readAnswer);
  const [first] = read;
  return first !== undefined && read.length < jobs ? Array.from({ length: jobs }, () => first) : read;
}

function readAnswer(text: string): EnqueueAnswer {
  const common = CREATED.get(text);
  if (common !== undefined) {
    return common;
  }
  const [outcome, first = '', second = '', holder] = text.split(' ');
  switch (outcome) {
    case 'created':
      return { outcome, state: first as JobState };
    case 'duplicate':
      return {
        outcome,
        state: first as JobState,
        queue: second,
        ...(holder !== undefined && { holder }),
      };
    case 'conflict':
      return { outcome, state: first as JobState, queue: second };
    case 'queue_full':
      return { outcome, limit: first as QueueLimit, retryAfterMs: Number(second) };
    case 'namespace_full':
      return { outcome, limit: first as NamespaceLimit, retryAfterMs: Number(second) };
    case 'unknown_dependency':
      return { outcome, indexes: text.split(' ').slice(1).map(Number) };
    case 'rate_limited':
      return { outcome, retryAfterMs: Number(first) };
    default:
      throw new Error(`enqueue answered "${text}"`);
  }
}
