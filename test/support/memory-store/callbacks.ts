import { createHash } from 'node:crypto';
import { CALLBACK_QUEUE, type NewJob } from '../../../src/core/job';
import { newJob } from '../job-builder';
import { type MemoryJob, newMemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';

/** A longer result is left out (bytes). */
const MOST_RESULT = 65_536;

/** Makes the job that tells of another's end, past all limits. */
export function callBack(ns: MemoryNamespace, ended: MemoryJob): void {
  const { callbackUrl } = ended.spec;
  if (callbackUrl === null) {
    return;
  }
  const queue = ns.queue(CALLBACK_QUEUE);
  const job = newMemoryJob(callbackJob(ns, ended, callbackUrl), ns.now, ns.endOfLine(0));
  ended.callbackJobId = job.spec.id;
  ns.jobs.set(job.spec.id, job);
  queue.add(job, 'queued', job.order);
  queue.count('enqueued');
  ns.touch(queue);
}

function callbackJob(ns: MemoryNamespace, ended: MemoryJob, url: string): NewJob {
  const payload = `{"url":${JSON.stringify(url)},"body":${bodyOf(ended)}}`;
  return newJob(idOf(ns, ended), {
    ...{ queue: CALLBACK_QUEUE, type: 'http', payload, maxRetries: 10, maxLapses: 3 },
    contentHash: '-'.repeat(11),
  });
}

function bodyOf({ spec, state, attempt, createdAt, since, error, result }: MemoryJob): string {
  const head = JSON.stringify({
    job_id: spec.id,
    queue: spec.queue,
    type: spec.type,
    status: state,
    attempt_count: attempt,
    created_at: new Date(createdAt),
    finished_at: new Date(since),
    error: error && { code: error.code, message: error.message },
  });
  const kept = result !== null && Buffer.byteLength(result) > MOST_RESULT;
  return `${head.slice(0, -1)},"result":${kept ? 'null,"result_omitted":true' : result}}`;
}

function idOf(ns: MemoryNamespace, { spec, createdAt }: MemoryJob): string {
  const accepted = createdAt.toString(16).padStart(11, '0');
  const base = `callback-${createHash('sha1').update(`${spec.id} ${accepted}`).digest('hex')}`;
  let name = base;
  for (let n = 2; ns.jobs.has(name); n += 1) {
    name = `${base}-${n}`;
  }
  return name;
}
