import type { ClaimAnswer, ClaimRequest } from '../../core/claim';
import type { Completion, SettleAnswer } from '../../core/settlement';
import { readClaimedJob } from '../codec/job-record';
import { STATE_RECORD_LENGTH } from '../codec/state-record';
import { type Command, listed } from './command';
import { completeCommand } from './settle.commands';

export interface TurnInput {
  readonly rules: string;
  /** May be none. */
  readonly completions: readonly Completion[];
  readonly request: ClaimRequest;
}

export interface TurnAnswer {
  readonly completed: SettleAnswer[];
  readonly claimed: ClaimAnswer;
}

/** A claim stops at this many bytes of payload, so that one answer never blocks Redis or this process long. */
const MAX_CLAIM_BYTES = 1_048_576;

export const turnCommand: Command<TurnInput, TurnAnswer> = {
  script: 'turn',
  argv:
    'number of arguments of the claim, these: nonce (14), lane, max, lease_ms, max payload bytes, rules, ' +
    'number of types, type..., number of queues (0: all), (queue, weight)...; ' +
    'then nothing, or the arguments of complete',
  encode({ rules, completions, request }, resent) {
    const claim = claimArguments(request, rules);
    const complete =
      completions.length === 0 ? [] : completeCommand.encode({ rules, list: completions }, resent);
    return [String(claim.length), ...claim, ...complete];
  },
  decode(reply, { rules, completions }, resent) {
    const list = listed(reply);
    return {
      completed: completeCommand.decode(list[0], { rules, list: completions }, resent),
      claimed: readClaim(list as Reply),
    };
  },
};

function claimArguments(request: ClaimRequest, rules: string): string[] {
  const argv = [
    request.nonce,
    String(request.lane),
    String(request.max),
    String(request.leaseMs),
    String(MAX_CLAIM_BYTES),
    rules,
    String(request.types.length),
    ...request.types,
  ];
  if (request.queues === '*') {
    argv.push('0');
  } else {
    argv.push(String(request.queues.length));
    for (const { queue, weight } of request.queues) {
      argv.push(queue, String(weight));
    }
  }
  return argv;
}

type Reply = readonly [
  completed: string[],
  nextAlarm: number,
  fence: string,
  leaseEnds: string,
  ...jobs: string[],
];

function readClaim(list: Reply): ClaimAnswer {
  const fence = Number(list[2]);
  const leaseEnds = Number(list[3]);
  const jobs: ClaimAnswer['jobs'] = [];
  for (let i = 4; i < list.length; i += 1) {
    const text = String(list[i]);
    const end = text.indexOf('\n', STATE_RECORD_LENGTH);
    const space = text.indexOf(' ', STATE_RECORD_LENGTH);
    jobs.push(
      readClaimedJob({
        id: text.slice(STATE_RECORD_LENGTH, space),
        s: text.slice(0, STATE_RECORD_LENGTH),
        names: text.slice(space + 1, end),
        body: text.slice(end + 1),
        leaseExpiresAt: leaseEnds,
        fence: fence + jobs.length,
      }),
    );
  }
  return { jobs, nextAlarmMs: alarmMs(list[1]) };
}

/** Scripts say -1 for "nothing falls due". */
export function alarmMs(reply: unknown): number | null {
  const ms = Number(reply);
  return ms < 0 ? null : ms;
}
