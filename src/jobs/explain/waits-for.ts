import type { Dependency } from '../../core/dependency';
import { dependencyView } from '../job-view';
import { count, reason, type Reason } from './reason';

/** As many are named in fields, and in words. */
const NAMED = 20;
const NAMED_IN_WORDS = 3;

/** Which jobs it waits for; null where all of their ends have come through. */
export function waitsForReason(dependencies: readonly Dependency[]): Reason | null {
  const open = dependencies.filter(({ outcome }) => outcome === null);
  if (open.length === 0) {
    return null;
  }
  const named = open
    .slice(0, NAMED_IN_WORDS)
    .map(({ id, state }) => `${id} (${state?.replace('_', ' ') ?? 'gone'})`)
    .join(', ');
  const more = open.length > NAMED_IN_WORDS ? ` and ${open.length - NAMED_IN_WORDS} more` : '';
  return reason(
    'waits_for_jobs',
    `it waits for ${open.length} of the ${count(dependencies.length, 'job')} that it depends on: ${named}${more}`,
    {
      waiting_for: open.length,
      dependencies: dependencies.length,
      waits_for: open.slice(0, NAMED).map(dependencyView),
    },
  );
}
