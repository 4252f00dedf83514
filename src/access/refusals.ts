import type { Need } from './needs-scope.decorator';
import { ProblemError } from '../http/problem';

const REALM = 'Bearer realm="sluice"';

/** Why a request has no caller. */
export type Lack = 'missing' | 'malformed' | 'unknown' | 'expired' | 'over';

const DETAILS: Readonly<Record<Lack, string>> = {
  missing: 'This needs an API key: Authorization: Bearer slu_…',
  malformed: 'The Authorization header must be Bearer and an API key',
  unknown: 'This API key is not known here',
  expired: 'This API key has expired',
  over: 'The sign-in is over',
};

/** 401, with the challenge of RFC 6750 §3. */
export function unauthenticated(lack: Lack): ProblemError {
  const challenge = lack === 'missing' ? REALM : `${REALM}, error="invalid_token"`;
  return new ProblemError('unauthenticated', DETAILS[lack], { headers: { 'WWW-Authenticate': challenge } });
}

/** 403 for a key that may do other things. */
export function lacksScope(name: string, need: Need): ProblemError {
  return new ProblemError('forbidden', `The API key ${name} lacks the scope ${need}`, {
    extension: { missing_scope: need },
    headers: { 'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${need}"` },
  });
}
