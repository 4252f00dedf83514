import type { ServerResponse } from 'node:http';
import type { ProblemError } from './problem';
import { sendBody } from './send';

/** Writes a problem document (RFC 9457). */
export function sendProblem(response: ServerResponse, problem: ProblemError): void {
  sendBody(
    response,
    problem.status,
    'application/problem+json; charset=utf-8',
    JSON.stringify(problem),
    problem.options.headers,
  );
}
