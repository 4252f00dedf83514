import type { NewJob } from '../../core/job';
import { CONTENT_HASH_LENGTH } from '../../core/job';
import type { EnqueueAnswer, EnqueueLimits } from '../../core/job-store';
import type { JobState } from '../../core/states';
import { FIRST_STATIC_PIECE_BYTES } from '../codec/job-hash';
import { writeStaticData } from '../codec/static-data';
import { pushText } from '../codec/text-pieces';
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
    'stamp (6), max_depth, max_bytes, rate_per_s, burst, resent (0|1), count, then for each job: ' +
    'id, queue, type, content hash (11), priority, delay_ms, run_at, ttl_ms, expires_at (-1 for none), ' +
    'max_retries, max_lapses, payload bytes, static data and payload, each as: pieces, piece...',
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
      argv.push(
        job.id,
        job.queue,
        job.type,
        job.contentHash ?? NO_HASH,
        String(job.priority),
        orNone(job.delayMs),
        orNone(job.runAt),
        orNone(job.ttlMs),
        orNone(job.expiresAt),
        String(job.maxRetries),
        String(job.maxLapses),
        String(Buffer.byteLength(job.payload)),
      );
      pushText(argv, writeStaticData(job), FIRST_STATIC_PIECE_BYTES);
      pushText(argv, job.payload);
    }
    return argv;
  },
  decode: (reply) => texts(reply).map(readAnswer),
};

function orNone(value: number | null): string {
  return value === null ? '-1' : String(value);
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
