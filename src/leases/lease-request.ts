import { parseJson } from '../http/parse-json';
import { invalid } from '../http/problem';
import { fieldProblems } from '../http/field-problems';
import { isJsonObject } from '../http/json-object';
import {
  LEASE_REQUEST_FIELDS,
  LEASE_WAIT_RANGE,
  LeaseRequestDto,
  MAX_JOBS_RANGE,
} from './dto/lease-request.dto';
import type { PollRequest } from './poll';
import { remoteWorkerId } from './remote-worker-id';

/** Most bytes of the body of `POST /leases`. */
export const MAX_LEASE_REQUEST_BYTES = 64 * 1024;

export interface LeaseDefaults {
  readonly leaseMs: number;
  /** The name of a worker that gives none. */
  readonly worker: string;
}

/** Reads the body of `POST /leases`. @throws {ProblemError} `malformed`, `invalid` */
export function readLeaseRequest(text: string, defaults: LeaseDefaults): PollRequest {
  const { value: body } = parseJson(text);
  if (!isJsonObject(body)) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object' }]);
  }
  const problems = fieldProblems(LeaseRequestDto, LEASE_REQUEST_FIELDS, body, '');
  if (problems.length > 0) {
    throw invalid(problems);
  }
  const asked = body as unknown as LeaseRequestDto;
  const name = asked.worker ?? defaults.worker;
  return {
    worker: { name, id: remoteWorkerId(name) },
    // In one order, so that those who ask for the same stand in one line.
    types: [...asked.types].sort(),
    queues:
      asked.queues === undefined ? '*' : [...asked.queues].sort().map((queue) => ({ queue, weight: 1 })),
    maxJobs: asked.max_jobs ?? MAX_JOBS_RANGE.default,
    waitMs: asked.wait_ms ?? LEASE_WAIT_RANGE.default,
    leaseMs: asked.lease_ms ?? defaults.leaseMs,
    poll: asked.poll ?? null,
  };
}
