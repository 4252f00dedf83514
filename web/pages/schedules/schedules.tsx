import type { JSX } from 'preact';
import { askJson, queryOf } from '../../api/client';
import type { SchedulePage } from '../../api/schedule';
import { API } from '../../app/base';
import { useLive } from '../../live/use-live';
import { PageHead } from '../../parts/page-head';
import { Pager } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { Empty, Loaded } from '../../parts/states';
import { usePages } from '../../parts/use-pages';
import { ScheduleTable } from './schedule-table';

const PAGE_SIZE = 50;

/** What runs when? */
export function SchedulesPage(): JSX.Element {
  const pages = usePages('schedules');
  const list = useLive<SchedulePage>(`schedules ${pages.token ?? ''}`, (signal) =>
    askJson(`schedules${queryOf({ page_size: PAGE_SIZE, page_token: pages.token })}`, { signal }),
  );
  return (
    <>
      <PageHead title="Schedules" />
      <Loaded live={list} rows={6}>
        {({ schedules, next_page_token: next }) => (
          <Panel title="Recurring jobs" flush>
            {schedules.length === 0 ? (
              <Empty title="No job recurs.">
                <p>A schedule enqueues a job at the times of a cron expression, or every so many ms.</p>
                <pre tabIndex={0}>
                  {`curl -X PUT ${location.origin}${API}schedules/nightly -H "Content-Type: application/json" ` +
                    `-d '{"cron":"0 2 * * *","time_zone":"Europe/Paris","job":{"queue":"reports"}}'`}
                </pre>
              </Empty>
            ) : (
              <ScheduleTable schedules={schedules} onDone={list.reload} />
            )}
            <Pager pages={pages} next={next} />
          </Panel>
        )}
      </Loaded>
    </>
  );
}
