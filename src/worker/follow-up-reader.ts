import { createHash } from 'node:crypto';
import type { Config } from '../config/config';
import { boundedError } from '../core/bounded-error';
import { InvalidFollowUpError, type FollowUpReader } from '../core/follow-up';
import type { ClaimedJob, NewJob } from '../core/job';
import { ProblemError } from '../http/problem';
import { readEnqueue } from '../jobs/enqueue-request';
import { enqueueRules } from '../jobs/enqueue-rules';
import { newJob } from '../jobs/new-job';
import type { HandlerRegistry } from './handler-registry';

/** What holds for a job over HTTP holds for one that a handler asks for. */
export function followUpReader(config: Config, handlers: HandlerRegistry): FollowUpReader {
  const rules = enqueueRules(config, handlers);
  const { maxLapses } = config.jobs;
  return (asked, parent, index): NewJob => {
    try {
      const keyedId = hasOwnId(asked) ? null : idOf(parent, index);
      // JSON.stringify has no text for functions and undefined, though its type says otherwise.
      const text = JSON.stringify(asked) as string | undefined;
      const request = readEnqueue(text ?? '', rules, keyedId);
      if (request.fields.durability !== undefined) {
        throw new Error('/durability is for jobs that are sent over HTTP');
      }
      return newJob(request, { maxLapses, traceparent: parent.traceparent });
    } catch (error) {
      throw new InvalidFollowUpError(`follow-up ${index + 1}: ${wordsOf(error)}`, { cause: error });
    }
  };
}

function hasOwnId(asked: unknown): boolean {
  return typeof asked === 'object' && asked !== null && (asked as { id?: unknown }).id !== undefined;
}

/** The same in each attempt of this job, and another one for a later job under its id. */
function idOf({ id, createdAt }: ClaimedJob, index: number): string {
  const hash = createHash('sha256').update(`${id} ${createdAt} ${index}`).digest('hex');
  return `followup-${hash.slice(0, 40)}`;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof ProblemError)) {
    return boundedError(error).message;
  }
  const fields = error.options.errors ?? [];
  const words = fields.map(({ pointer = '', detail }) => `${pointer} ${detail}`.trim());
  return words.length === 0 ? error.message : words.join('; ');
}
