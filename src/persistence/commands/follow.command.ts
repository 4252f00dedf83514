import type { NewJob } from '../../core/job';
import type { EnqueueLimits } from '../../core/enqueue-answer';
import type { Completion, FollowAnswer } from '../../core/settlement';
import { type Command, texts } from './command';
import { enqueueCommand, NO_HASH } from './enqueue.command';
import { completeCommand, readSettleAnswer } from './settle.commands';

export interface FollowInput {
  readonly completion: Completion;
  readonly followUps: readonly NewJob[];
  /** As for an enqueue. */
  readonly stamp: string;
  readonly rules: string;
}

/** No depth and no bytes: the queue's own limits do not hold either. */
const PAST_LIMITS: EnqueueLimits = { maxDepth: -1, maxBytes: -1, ratePerSecond: 0, rateBurst: 1 };

export const followCommand: Command<FollowInput, FollowAnswer> = {
  script: 'follow',
  argv:
    'id, token, number of follow-ups, then for each: id, hash of its content (11), number of its dependencies, id...; ' +
    'then the number of the arguments of complete, these, and the arguments of enqueue',
  encode({ completion, followUps, stamp, rules }, resent) {
    const argv = [completion.id, completion.token, String(followUps.length)];
    for (const { id, contentHash, dependsOn } of followUps) {
      argv.push(id, contentHash ?? NO_HASH, String(dependsOn.length), ...dependsOn);
    }
    const completing = completeCommand.encode({ rules, list: [completion] }, resent);
    argv.push(String(completing.length), ...completing);
    argv.push(...enqueueCommand.encode({ stamp, jobs: followUps, limits: PAST_LIMITS, rules }, resent));
    return argv;
  },
  decode(reply) {
    const [text = ''] = texts(reply);
    const [result, reason, id = ''] = text.split(' ');
    if (result === 'refused') {
      return { result, reason: reason === 'id_taken' ? reason : 'unknown_dependency', id };
    }
    return readSettleAnswer(text);
  },
};
