import { DEFAULT_NAMESPACE } from '../core/job';
import type { HttpRequest } from './exchange';
import { invalid, ProblemError } from './problem';

export const NAMESPACE_HEADER = 'Sluice-Namespace';

/** Part of every Redis key, so no `:`, `{` or `}`. */
const NAMESPACE = /^(?!\.{1,2}$)[A-Za-z0-9._@-]{1,128}$/;

/**
 * The namespace that a request is about: its key's, or the one that it names where it may.
 *
 * @throws {ProblemError} `invalid` for a name that is not allowed, `forbidden` for one that is not the key's.
 */
export function namespaceOf({ headers, caller }: Pick<HttpRequest, 'headers' | 'caller'>): string {
  const name = headers['sluice-namespace'];
  if (caller !== undefined && caller.namespace !== '*') {
    if (name !== undefined && name !== caller.namespace) {
      throw new ProblemError('forbidden', `The API key ${caller.name} is for another namespace`);
    }
    return caller.namespace;
  }
  if (name === undefined) {
    return DEFAULT_NAMESPACE;
  }
  if (typeof name !== 'string' || !NAMESPACE.test(name)) {
    throw invalid([
      {
        header: NAMESPACE_HEADER,
        detail: 'must be 1 to 128 characters of A-Z a-z 0-9 . _ @ - (not . or ..)',
      },
    ]);
  }
  return name;
}
