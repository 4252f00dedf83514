import type { ClaimAnswer, ClaimRequest } from '../../core/claim';
import { readClaimedJob } from '../codec/job-record';
import { STATE_RECORD_LENGTH } from '../codec/state-record';
import type { Command } from './command';

export interface ClaimInput {
  readonly request: ClaimRequest;
  readonly rules: string;
}

/** A claim stops at this many bytes of payload, so that one answer never blocks Redis or this process long. */
const MAX_CLAIM_BYTES = 1_048_576;

type Reply = readonly [nextAlarm: number, fence: string, leaseEnds: string, ...jobs: string[]];

export const claimCommand: Command<ClaimInput, ClaimAnswer> = {
  script: 'claim',
  argv:
    'nonce (14), lane, max, lease_ms, max payload bytes, rules, ' +
    'number of types, type..., number of queues (0: all), (queue, weight)...',
  encode({ request, rules }) {
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
  },
  decode(reply) {
    const list = reply as Reply;
    const fence = Number(list[1]);
    const jobs: ClaimAnswer['jobs'] = [];
    const leaseEnds = Number(list[2]);
    for (let i = 3; i < list.length; i += 1) {
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
    return { jobs, nextAlarmMs: alarmMs(list[0]) };
  },
};

/** Scripts say -1 for "nothing falls due". */
export function alarmMs(reply: unknown): number | null {
  const ms = Number(reply);
  return ms < 0 ? null : ms;
}
