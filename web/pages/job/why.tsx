import type { JSX } from 'preact';
import { hrefOf, hrefOfJob, hrefOfQueue } from '../../app/router';
import type { Explanation, Reason } from '../../api/types';
import { Moment } from '../../parts/moment';
import { Text } from '../../parts/text';

const WORKER_CODES = new Set([
  'no_worker_alive',
  'no_worker_for_queue',
  'no_worker_for_type',
  'workers_busy',
  'running',
]);

/** What stands in the way, or what became of it: a sentence, and ways to what it names. */
export function Why({ explanation }: { readonly explanation: Explanation }): JSX.Element {
  const links = explanation.reasons.flatMap(linksOf);
  return (
    <section class="why" aria-label="Why">
      <p>
        <Text value={explanation.summary} />
      </p>
      {explanation.estimated_start_at !== null && (
        <p class="muted">
          Expected to start <Moment time={explanation.estimated_start_at} />
        </p>
      )}
      {links.length > 0 && (
        <p class="links">
          {links.map(({ href, label }) => (
            <a key={href} href={href}>
              <Text value={label} />
            </a>
          ))}
        </p>
      )}
    </section>
  );
}

interface Way {
  readonly href: string;
  readonly label: string;
}

function linksOf({ code, queue, held_by, waits_for }: Reason): Way[] {
  const jobs = [...(held_by ?? []), ...(waits_for ?? []).map(({ id }) => id)];
  return [
    ...(queue === undefined ? [] : [{ href: hrefOfQueue(queue), label: `Queue ${queue}` }]),
    ...(WORKER_CODES.has(code) ? [{ href: hrefOf('workers'), label: 'Workers' }] : []),
    ...jobs.slice(0, 10).map((id) => ({ href: hrefOfJob(id), label: id })),
  ];
}
