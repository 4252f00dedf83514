import { type Fields, rowsOf, shown } from './answer';

/**
 * A problem document (RFC 9457) as a sentence that names each bad field the way it is written in JSON:
 * `backoff.base_ms must be …`. Not yet safe for a terminal.
 */
export function problemSentence(problem: Fields, retryAfter: string | null): string {
  const errors = rowsOf(problem['errors']).map(({ pointer, parameter, header, detail }) =>
    [shown(parameter) || shown(header) || fieldOf(shown(pointer)), shown(detail)].join(' ').trim(),
  );
  const reason = errors.length > 0 ? errors.join('; ') : shown(problem['detail']) || shown(problem['title']);
  const code = shown(problem['code']);
  const later = retryAfter === null ? '' : `; try again in ${retryAfter} s`;
  return `${reason || 'the server said no'}${code === '' ? '' : ` (${code})`}${later}`;
}

/** `/backoff/base_ms` → `backoff.base_ms` */
function fieldOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}
