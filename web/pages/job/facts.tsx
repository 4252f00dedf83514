import type { ComponentChildren, JSX } from 'preact';
import type { Job } from '../../api/types';
import { hrefOfJob } from '../../app/router';
import { count, NONE } from '../../format/numbers';
import { epoch, local, span } from '../../format/time';
import { Text } from '../../parts/text';

/** Everything else that is known of a job. */
export function Facts({ job }: { readonly job: Job }): JSX.Element {
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ['Accepted', time(job.created_at)],
    ['Last change', time(job.updated_at)],
    ['Due', time(job.due_at)],
    ['Expires', time(job.expires_at)],
    ['Lease until', time(job.lease_expires_at)],
    ['Worker', text(job.worker)],
    ['Retries', `${count(job.retries)} of ${count(job.max_retries)}`],
    ['Leases lost', count(job.lapses)],
    ['Time limit', span(job.timeout_ms)],
    ['Group', text(job.group)],
    ['Dedup key', text(job.dedup?.key ?? null)],
    ['Trace', text(traceOf(job.traceparent))],
    // As text: nobody is sent to an address that a job named.
    ['Callback', text(job.callback_url)],
    ['Callback job', job.callback_job_id === null ? NONE : jobLink(job.callback_job_id)],
    [
      'Depends on',
      job.depends_on.length === 0
        ? NONE
        : job.depends_on.slice(0, 50).map(({ id, status, outcome }) => (
            <span key={id} class="fact-line">
              {jobLink(id)} {outcome ?? status ?? 'gone'}
            </span>
          )),
    ],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const text = (value: string | null): ComponentChildren => (value === null ? NONE : <Text value={value} />);

function time(value: string | null): ComponentChildren {
  const moment = epoch(value);
  return moment === null || value === null ? (
    NONE
  ) : (
    <time dateTime={value} title={value}>
      {local(moment)}
    </time>
  );
}

function jobLink(id: string): JSX.Element {
  return (
    <a href={hrefOfJob(id)} class="mono">
      <Text value={id} />
    </a>
  );
}

/** W3C Trace Context: version, trace id, parent id, flags. */
function traceOf(traceparent: string | null): string | null {
  return traceparent?.split('-')[1] ?? null;
}
