import type { NewJob } from '../../core/job';
import { CONTENT_HASH_LENGTH } from '../../core/job';
import type { EnqueueAnswer, EnqueueLimits } from '../../core/job-store';
import type { JobState } from '../../core/states';
import { FIRST_STATIC_PIECE_BYTES } from '../codec/job-hash';
import { FLAG_EXPIRY, FLAG_PAYLOAD_KEY, FLAG_STATIC_KEY, newRecordHead } from '../codec/state-record';
import { writeStaticData } from '../codec/static-data';
import { cutText, pushPieces } from '../codec/text-pieces';
import { type Command, texts } from './command';

export interface EnqueueInput {
  /** New for each call, {@link STAMP_CHARS} characters: tells a resend from somebody else's equal job. */
  readonly stamp: string;
  readonly jobs: readonly NewJob[];
  readonly limits: EnqueueLimits;
}

export const STAMP_CHARS = 6;

const NO_HASH = '-'.repeat(CONTENT_HASH_LENGTH);

export const enqueueCommand: Command<EnqueueInput, EnqueueAnswer[]> = {
  script: 'enqueue',
  argv:
    'stamp (6), max_depth, max_bytes, rate_per_s, burst, resent (0|1), count, id..., then for each job: ' +
    'queue, type, priority, "" or "delay_ms run_at ttl_ms expires_at" (-1 for none), ' +
    'characters 2 to 33 of the state record, payload bytes (6 hex), rest of field m0 (its first 11: content ' +
    'hash), number of further arguments for HSET, (field, value)..., then the texts that get a key of ' +
    'their own, as the flags say: static data, payload',
  encode({ stamp, jobs, limits }, resent) {
    const argv = [
      stamp,
      String(limits.maxDepth),
      String(limits.maxBytes),
      String(limits.ratePerSecond),
      String(limits.rateBurst),
      resent ? '1' : '0',
      String(jobs.length),
    ];
    for (const job of jobs) {
      argv.push(job.id);
    }
    for (const job of jobs) {
      pushJob(argv, job, stamp);
    }
    return argv;
  },
  decode: (reply) => texts(reply).map(readAnswer),
};

function pushJob(argv: string[], job: NewJob, stamp: string): void {
  const staticData = writeStaticData(job);
  const staticPieces = cutText(staticData, FIRST_STATIC_PIECE_BYTES);
  const payloadPieces = cutText(job.payload);
  const size = Buffer.byteLength(job.payload).toString(16).padStart(6, '0');
  argv.push(
    job.queue,
    job.type,
    String(job.priority),
    timesOf(job),
    newRecordHead({
      flags:
        (staticPieces === null ? FLAG_STATIC_KEY : 0) |
        (payloadPieces === null ? FLAG_PAYLOAD_KEY : 0) |
        (job.ttlMs === null && job.expiresAt === null ? 0 : FLAG_EXPIRY),
      maxRetries: job.maxRetries,
      maxLapses: job.maxLapses,
    }),
    size,
    (job.contentHash ?? NO_HASH) + stamp + size + (staticPieces?.[0] ?? ''),
    String(2 * (Math.max(0, (staticPieces?.length ?? 0) - 1) + (payloadPieces?.length ?? 0))),
  );
  pushPieces(argv, 'm', staticPieces ?? [], 1);
  pushPieces(argv, 'p', payloadPieces ?? [], 0);
  if (staticPieces === null) {
    argv.push(staticData);
  }
  if (payloadPieces === null) {
    argv.push(job.payload);
  }
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
  ['created scheduled', { outcome: 'created', state: 'scheduled' }],
]);

function readAnswer(text: string): EnqueueAnswer {
  const common = CREATED.get(text);
  if (common !== undefined) {
    return common;
  }
  const [outcome, first = '', second = ''] = text.split(' ');
  switch (outcome) {
    case 'created':
      return { outcome, state: first as JobState };
    case 'duplicate':
    case 'conflict':
      return { outcome, state: first as JobState, queue: second };
    case 'queue_full':
      return { outcome, limit: first === 'bytes' ? 'bytes' : 'depth', retryAfterMs: Number(second) };
    case 'rate_limited':
      return { outcome, retryAfterMs: Number(first) };
    default:
      throw new Error(`enqueue answered "${text}"`);
  }
}
