import { ProblemError, retryAfter } from '../http/problem';

/** Another replica, or the next start of this one, takes over about then. */
const DRAIN_RETRY_MS = 5_000;

/** What an enqueue is answered once the service drains. */
export function drainingProblem(): ProblemError {
  return new ProblemError('draining', 'The service is shutting down and takes no new jobs', {
    headers: retryAfter(DRAIN_RETRY_MS),
  });
}
