import type { JSX } from 'preact';
import { askJson } from '../../api/client';
import type { Metrics, QueuePage } from '../../api/types';
import { PageHead } from '../../parts/page-head';
import { Loaded, Skeleton } from '../../parts/states';
import { useLive } from '../../live/use-live';
import { useTimeline } from '../../live/use-timeline';
import { QueueTable } from '../queues/queue-table';
import { TimelineCharts } from '../../charts/timeline-charts';
import { FirstSteps } from './first-steps';
import { Tiles } from './tiles';
import { Attention } from './attention';
import { hrefOf } from '../../app/router';
import { stats } from '../../live/stream';

const POINTS = 180;

/** Is it healthy, and which queue hurts? */
export function OverviewPage(): JSX.Element {
  const metrics = useLive<Metrics>('metrics', (signal) => askJson('metrics', { signal }), 5_000);
  const timeline = useTimeline('metrics/history', POINTS);
  const queues = useLive<QueuePage>(
    'top-queues',
    (signal) => askJson('queues?page_size=10&sort=full', { signal }),
    2_000,
  );
  const isNew = metrics.data?.enqueued === 0 && (stats.value?.stats.counters.enqueued ?? 0) === 0;
  return (
    <>
      <PageHead title="Overview">
        <span class="muted">last 15 minutes</span>
      </PageHead>
      {isNew ? (
        <FirstSteps />
      ) : (
        <>
          <Loaded live={metrics} rows={2}>
            {(data) => <Tiles metrics={data} timeline={timeline.data} />}
          </Loaded>
          {timeline.data === null ? (
            timeline.error === null && <Skeleton rows={8} />
          ) : (
            <TimelineCharts
              timeline={timeline.data}
              percentiles
              most={metrics.data === null ? null : { label: 'Slots', value: metrics.data.slots }}
            />
          )}
          <Loaded live={queues} rows={6}>
            {(page) => (
              <>
                <Attention queues={page.queues} />
                <QueueTable
                  title="Queues"
                  live={queues}
                  page={page}
                  aside={<a href={hrefOf('queues')}>All queues</a>}
                />
              </>
            )}
          </Loaded>
        </>
      )}
    </>
  );
}
