import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { askJson } from '../../api/client';
import type { Explanation, Job } from '../../api/types';
import { hrefOf, hrefOfQueue, route } from '../../app/router';
import { useLive } from '../../live/use-live';
import { bytes } from '../../format/numbers';
import { PageHead } from '../../parts/page-head';
import { RemoteText } from '../../parts/remote-text';
import { Empty, Loaded } from '../../parts/states';
import { StateLabel } from '../../parts/glyph';
import { Tabs, type Tab } from '../../parts/tabs';
import { Tag } from '../../parts/tag';
import { Text } from '../../parts/text';
import { isFinal } from '../jobs/filter';
import { AttemptTable } from './attempt-table';
import { Facts } from './facts';
import { JobActions } from './job-actions';
import { Logs } from './logs';
import { ErrorText } from './error-text';
import { Timeline } from './timeline';
import { Why } from './why';

/** Why, and what became of it? */
export function JobPage(): JSX.Element {
  const id = route.value.query.get('id') ?? '';
  const path = `jobs/${encodeURIComponent(id)}`;
  const known = useRef<{ readonly mark: string; readonly job: Job } | null>(null);
  const job = useLive<Job>(path, async (signal) => {
    // A large payload comes along with the job: the short answer says whether that is worth it.
    const { status, updated_at, cancel_requested } = await askJson<Job>(
      `status?id=${encodeURIComponent(id)}`,
      { signal },
    );
    const mark = [id, status, updated_at, cancel_requested, status === 'in_progress' ? Date.now() : ''].join(
      ' ',
    );
    if (known.current?.mark !== mark) {
      known.current = { mark, job: await askJson<Job>(path, { signal }) };
    }
    return known.current.job;
  });
  if (id === '') {
    return <NoSuchJob id="" />;
  }
  if (
    job.data === null &&
    job.error !== null &&
    ['not_found', 'invalid', 'malformed'].includes(job.error.code)
  ) {
    return <NoSuchJob id={id} />;
  }
  return (
    <>
      <PageHead
        name={id}
        title={
          <span class="mono job-id">
            <Text value={id} />
          </span>
        }
      >
        {job.data !== null && <JobActions job={job.data} onDone={job.reload} />}
      </PageHead>
      <Loaded live={job} rows={8}>
        {(data) => <Body job={data} path={path} />}
      </Loaded>
    </>
  );
}

function NoSuchJob({ id }: { readonly id: string }): JSX.Element {
  return (
    <>
      <PageHead title="No such job" />
      <section class="panel">
        <Empty title={id === '' ? 'The address names no job.' : 'There is no job with this id here.'}>
          {id !== '' && (
            <p class="mono">
              <Text value={id} />
            </p>
          )}
          <p>
            It was never sent to this namespace, or its outcome was kept for as long as the retention says.
          </p>
          <p>
            <a href={hrefOf('jobs')}>To the jobs</a>
          </p>
        </Empty>
      </section>
    </>
  );
}

function Body({ job, path }: { readonly job: Job; readonly path: string }): JSX.Element {
  const final = isFinal(job.status);
  const explanation = useLive<Explanation>(
    `${path}/explain ${job.status} ${job.updated_at}`,
    (signal) => askJson(`${path}/explain`, { signal }),
    final ? null : 2_000,
  );
  const tabs: Tab[] = [
    { id: 'attempts', label: 'Attempts', content: () => <AttemptTable job={job} /> },
    {
      id: 'payload',
      label: (
        <>
          Payload <span class="muted">{bytes(job.payload_bytes)}</span>
        </>
      ),
      content: () => <RemoteText path={`${path}/payload`} file={`${job.id}.payload.json`} />,
    },
    ...(job.status === 'completed'
      ? [
          {
            id: 'result',
            label: 'Result',
            content: () => <RemoteText path={`${path}/result`} file={`${job.id}.result.json`} />,
          },
        ]
      : []),
    ...(job.error === null
      ? []
      : [{ id: 'error', label: 'Error', content: () => <ErrorText error={job.error} /> }]),
    { id: 'logs', label: 'Logs', content: () => <Logs path={path} live={!final} /> },
    { id: 'details', label: 'Details', content: () => <Facts job={job} /> },
  ];
  return (
    <>
      <p class="job-line">
        <StateLabel state={job.status} />
        {job.cancel_requested && <Tag>cancelling</Tag>}
        <span>
          <Text value={job.type} /> in{' '}
          <a href={hrefOfQueue(job.queue)}>
            <Text value={job.queue} />
          </a>
        </span>
        {job.priority !== 0 && <span>priority {job.priority}</span>}
        {job.tags.map((tag) => (
          <Tag key={tag}>
            <Text value={tag} />
          </Tag>
        ))}
      </p>
      {explanation.data !== null && <Why explanation={explanation.data} />}
      <Timeline job={job} />
      <Tabs label="Parts of the job" tabs={tabs} />
    </>
  );
}
