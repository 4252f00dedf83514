import type { JSX } from 'preact';
import { now } from '../../app/clock';
import type { RunningJob, Worker } from '../../api/worker';
import { hrefOfJob, hrefOfQueue } from '../../app/router';
import { count, NONE } from '../../format/numbers';
import { epoch, span } from '../../format/time';
import { Tag } from '../../parts/tag';
import { Text } from '../../parts/text';

/** What a worker runs in this namespace, the longest first. */
export function RunningJobs({ worker }: { readonly worker: Worker }): JSX.Element {
  const jobs = worker.running_jobs ?? [];
  if (jobs.length === 0) {
    return (
      <p class="muted">{worker.running === 0 ? 'It runs no job.' : 'It runs no job of this namespace.'}</p>
    );
  }
  return (
    <>
      <table class="inner">
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col">Type</th>
            <th scope="col">Queue</th>
            <th scope="col" class="number">
              Attempt
            </th>
            <th scope="col" class="number">
              Runs for
            </th>
            <th scope="col" class="number">
              Lease left
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <Row key={job.id} job={job} />
          ))}
        </tbody>
      </table>
      {worker.running > jobs.length && (
        <p class="muted">
          {count(jobs.length)} of the {count(worker.running)} that it runs.
        </p>
      )}
    </>
  );
}

function Row({ job }: { readonly job: RunningJob }): JSX.Element {
  const lease = epoch(job.lease_expires_at);
  const left = lease === null ? null : lease - now.value;
  return (
    <tr>
      <th scope="row">
        <a class="mono cut" href={hrefOfJob(job.id)} title={job.id}>
          <Text value={job.id} />
        </a>
        {job.cancel_requested && <Tag>cancelling</Tag>}
      </th>
      <td>
        <Text value={job.type} />
      </td>
      <td>
        <a class="plain cut" href={hrefOfQueue(job.queue)}>
          <Text value={job.queue} />
        </a>
      </td>
      <td class="number">{count(job.attempt)}</td>
      <td class="number">{span(Math.max(0, now.value - (epoch(job.started_at) ?? now.value)))}</td>
      <td class="number">{left === null ? NONE : left <= 0 ? 'lapsed' : span(left)}</td>
    </tr>
  );
}
