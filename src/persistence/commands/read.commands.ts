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
  /** Only jobs behind this place in the order of creation; null: all. */
  readonly behind: WalkPosition | null;
}

export interface WalkStep {
  readonly looked: number;
  /** null: the set is at its end. */
  readonly last: WalkPosition | null;
  readonly jobs: readonly (JobSummary | JobRecord)[];
}

export const listCommand: Command<WalkInput, WalkStep> = {
  script: 'list',
  argv:
    'queue, state, position: score and id of the last job seen ("" for the start), most jobs to look at, ' +
    'most to return, whole (0|1), type or "", created after or "", created before or "", only jobs behind this ' +
    'place in the order of creation: when, and id ("" for all)',
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
    input.behind?.score ?? '',
    input.behind?.id ?? '',
  ],
  decode(reply, { full }) {
    const [looked, score, id, ...rest] = reply as readonly [number, string, string, ...(string | View)[]];
    return { looked, last: id === '' ? null : { score, id }, ...readViews(rest, full) };
  },
};

export interface IndexWalkInput extends Omit<WalkInput, 'state' | 'behind'> {
  readonly state: JobState | null;
  readonly tag: string | null;
}

export interface IndexStep extends WalkStep {
  /** How many jobs the whole list has, where that is known. */
  readonly total: number | null;
}

/** null: the list does not go by the index. Positions are when a job was created, and its id. */
export const listIndexCommand: Command<IndexWalkInput, IndexStep | null> = {
  script: 'list-index',
  argv:
    'queue, state or "", position: when the last job seen was created and its id ("" for the start), most jobs to ' +
    'look at, most to return, whole (0|1), type or "", tag or "", created after or "", created before or ""',
  encode: (input) => [
    input.queue,
    input.state ?? '',
    input.after?.score ?? '',
    input.after?.id ?? '',
    String(input.budget),
    String(input.most),
    input.full ? '1' : '0',
    input.type ?? '',
    input.tag ?? '',
    input.createdAfter === null ? '' : String(input.createdAfter),
    input.createdBefore === null ? '' : String(input.createdBefore),
  ],
  decode(reply, { full }) {
    if (reply === null) {
      return null;
    }
    const [looked, score, id, total, ...rest] = reply as readonly [
      number,
      string,
      string,
      number,
      ...(string | View)[],
    ];
    return {
      looked,
      last: id === '' ? null : { score, id },
      total: total < 0 ? null : total,
      ...readViews(rest, full),
    };
  },
};

/** @param flat id and view of each job. */
function readViews(flat: readonly (string | View)[], full: boolean): Pick<WalkStep, 'jobs'> {
  const jobs: (JobSummary | JobRecord)[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [score, fields] = flat[i + 1] as View;
    jobs.push((full ? readJobRecord : readJobSummary)(flat[i] as string, score, fields));
  }
  return { jobs };
}
