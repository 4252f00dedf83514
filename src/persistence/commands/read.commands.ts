import type { JobRecord, JobSummary } from '../../core/job';
import type { JobState } from '../../core/states';
import type { Flat } from '../codec/job-hash';
import { readJobRecord, readJobSummary } from '../codec/job-record';
import { stateOf } from '../codec/state-record';
import { type Command, texts } from './command';

/** A job as scripts/lib/view.lua gives it. */
export type View = readonly [score: string, flat: Flat];

export const getCommand: Command<string, JobRecord | null> = {
  script: 'get',
  argv: 'id',
  encode: (id) => [id],
  decode(reply, id) {
    if (reply === null) {
      return null;
    }
    const [score, flat] = reply as View;
    return readJobRecord(id, score, flat);
  },
};

export const statesCommand: Command<readonly string[], (JobState | null)[]> = {
  script: 'states',
  argv: 'id...',
  encode: (ids) => [...ids],
  decode: (reply) => texts(reply).map((letter) => (letter === '' ? null : stateOf(letter))),
};

/** Where a walk stands: behind this job of its set; null at the start. */
export interface WalkPosition {
  readonly score: string;
  readonly id: string;
}

export interface WalkInput {
  readonly queue: string;
  readonly state: JobState;
  readonly after: WalkPosition | null;
  readonly budget: number;
  readonly most: number;
  readonly full: boolean;
  readonly type: string | null;
  readonly createdAfter: number | null;
  readonly createdBefore: number | null;
}

export interface WalkStep {
  readonly looked: number;
  /** null: the set is at its end. */
  readonly last: WalkPosition | null;
  readonly jobs: readonly (JobSummary | JobRecord)[];
  /** The position of each job, to go on behind it. */
  readonly scores: readonly string[];
}

export const listCommand: Command<WalkInput, WalkStep> = {
  script: 'list',
  argv:
    'queue, state, position: score and id of the last job seen ("" for the start), most jobs to look at, ' +
    'most to return, whole (0|1), type or "", created after or "", created before or ""',
  encode: (input) => [
    input.queue,
    input.state,
    input.after?.score ?? '',
    input.after?.id ?? '',
    String(input.budget),
    String(input.most),
    input.full ? '1' : '0',
    input.type ?? '',
    input.createdAfter === null ? '' : String(input.createdAfter),
    input.createdBefore === null ? '' : String(input.createdBefore),
  ],
  decode(reply, { full }) {
    const [looked, score, id, ...rest] = reply as readonly [number, string, string, ...(string | View)[]];
    const jobs: (JobSummary | JobRecord)[] = [];
    const scores: string[] = [];
    for (let i = 0; i + 1 < rest.length; i += 2) {
      const [jobScore, flat] = rest[i + 1] as View;
      jobs.push((full ? readJobRecord : readJobSummary)(rest[i] as string, jobScore, flat));
      scores.push(jobScore);
    }
    return { looked, last: id === '' ? null : { score, id }, jobs, scores };
  },
};
