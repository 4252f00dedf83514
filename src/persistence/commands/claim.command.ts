import type { ClaimAnswer, ClaimRequest } from '../../core/job-store';
import { readClaimedJob } from '../codec/job-record';
import type { Command } from './command';

export interface ClaimInput {
  readonly request: ClaimRequest;
  readonly retention: string;
}

/** A claim stops at this many bytes of payload, so that one answer never blocks Redis or this process long. */
const MAX_CLAIM_BYTES = 1_048_576;

type Reply = readonly [nextAlarm: number, fence: string, leaseEnds: string, ...jobs: string[]];

export const claimCommand: Command<ClaimInput, ClaimAnswer> = {
  script: 'claim',
  argv:
    'nonce (14), lane, max, lease_ms, max payload bytes, retention, ' +
    'number of types, type..., number of queues (0: all), (queue, weight)...',
  encode({ request, retention }) {
    const argv = [
      request.nonce,
      String(request.lane),
      String(request.max),
      String(request.leaseMs),
      String(MAX_CLAIM_BYTES),
      retention,
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
    for (let i = 3; i + 4 < list.length; i += 5) {
      const [id = '', s = '', names = '', opening = '', rest = ''] = list.slice(i, i + 5) as string[];
      jobs.push(
        readClaimedJob({
          id,
          s,
          names,
          body: opening + rest,
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
