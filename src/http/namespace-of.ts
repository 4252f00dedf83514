import type { IncomingMessage } from 'node:http';
import { DEFAULT_NAMESPACE } from '../core/job';
import { invalid } from './problem';

export const NAMESPACE_HEADER = 'Sluice-Namespace';

/** Part of every Redis key, so no `:`, `{` or `}`. */
const NAMESPACE = /^(?!\.{1,2}$)[A-Za-z0-9._@-]{1,128}$/;

/** The namespace that a request is about. @throws {ProblemError} `invalid` for a name that is not allowed. */
export function namespaceOf(request: IncomingMessage): string {
  const name = request.headers['sluice-namespace'];
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
