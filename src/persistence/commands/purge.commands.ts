import { WORKER_ALIVE_MS, WORKER_KEPT_MS } from '../../core/worker-info';
import type { DeleteQueueAnswer, PurgeableState, PurgeAnswer } from '../../core/purge';
import type { JobState } from '../../core/states';
import { type Command, texts } from './command';

export interface PurgeInput {
  readonly rules: string;
  readonly states: readonly PurgeableState[];
  readonly ids: readonly string[];
}

/** null: the call is to be made again for this job. */
export const purgeCommand: Command<PurgeInput, (PurgeAnswer | null)[]> = {
  script: 'purge',
  argv: 'rules, states (with commas between them), id...',
  encode: ({ rules, states, ids }) => [rules, states.join(','), ...ids],
  decode: (reply, _input, resent) =>
    texts(reply).map((text) => {
      if (text === 'later') {
        return null;
      }
      // Who removed it does not matter to who wanted it gone.
      if (resent && text === 'not_found') {
        return { result: 'removed' };
      }
      const [result, state] = text.split(' ');
      return { result, ...(state !== undefined && { state: state as JobState }) } as PurgeAnswer;
    }),
};

export const deleteQueueCommand: Command<string, DeleteQueueAnswer> = {
  script: 'delete-queue',
  argv: 'queue, a worker is alive for (ms), and looked at for (ms)',
  encode: (queue) => [queue, String(WORKER_ALIVE_MS), String(WORKER_KEPT_MS)],
  decode(reply, _input, resent) {
    const [result, detail] = String(reply).split(' ');
    switch (result) {
      case 'not_empty':
        return { result, jobs: Number(detail) };
      case 'in_use':
        return { result, worker: detail ?? '' };
      case 'deleted':
        return { result };
      default:
        return { result: resent ? 'deleted' : 'not_found' };
    }
  },
};
