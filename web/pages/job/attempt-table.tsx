import type { JSX } from 'preact';
import type { Job } from '../../api/types';
import { NONE } from '../../format/numbers';
import { epoch, local, span } from '../../format/time';
import { Empty } from '../../parts/states';
import { Text } from '../../parts/text';

/** Each run of the job, the latest first. */
export function AttemptTable({ job }: { readonly job: Job }): JSX.Element {
  if (job.attempts.length === 0) {
    return (
      <Empty title={job.status === 'in_progress' ? 'Its first attempt runs.' : 'No worker has started it.'} />
    );
  }
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Table: attempts">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">Attempt</th>
            <th scope="col">Outcome</th>
            <th scope="col">Error</th>
            <th scope="col">Worker</th>
            <th scope="col">Started</th>
            <th scope="col" class="number">
              Ran
            </th>
          </tr>
        </thead>
        <tbody>
          {job.attempts.toReversed().map(({ attempt, outcome, error_code, worker, started_at, ended_at }) => {
            const from = epoch(started_at);
            const to = epoch(ended_at);
            return (
              <tr key={attempt}>
                <th scope="row">{attempt}</th>
                <td>{outcome ?? NONE}</td>
                <td>{error_code === null ? NONE : <Text value={error_code} />}</td>
                <td>
                  <Text value={worker} />
                </td>
                <td>
                  <time dateTime={started_at} title={started_at}>
                    {from === null ? NONE : local(from)}
                  </time>
                </td>
                <td class="number">{from === null || to === null ? NONE : span(to - from)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
