import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { Confirmation } from '../parts/dialog';
import { Toast } from '../parts/toast';
import { JobPage } from '../pages/job/job';
import { JobsPage } from '../pages/jobs/jobs';
import { OverviewPage } from '../pages/overview/overview';
import { QueuePage } from '../pages/queue/queue';
import { QueuesPage } from '../pages/queues/queues';
import { SchedulesPage } from '../pages/schedules/schedules';
import { WorkersPage } from '../pages/workers/workers';
import { Account } from './account';
import { Banners } from './banners';
import { FindJob } from './find-job';
import { Help } from './help';
import { LinkState } from './link-state';
import { NamespacePicker } from './namespace-picker';
import { UnknownPage } from '../pages/unknown';
import { hrefOf, route, type PageName } from './router';
import { shown, turnTheme } from './theme';

const LINKS: readonly (readonly [page: PageName, path: string, label: string])[] = [
  ['overview', '', 'Overview'],
  ['queues', 'queues', 'Queues'],
  ['jobs', 'jobs', 'Jobs'],
  ['schedules', 'schedules', 'Schedules'],
  ['workers', 'workers', 'Workers'],
];

/** What all pages share. */
export function Frame(): JSX.Element {
  const { page } = route.value;
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href={hrefOf('')}>
          <svg width="20" height="20" viewBox="0 0 16 16" aria-hidden="true">
            <rect width="16" height="16" rx="4" class="tile" />
            <path d="M4 4v8M8 6v6M12 9v3" class="gates" />
          </svg>
          Sluice
        </a>
        <nav aria-label="Pages">
          {LINKS.map(([name, path, label]) => (
            <a key={name} href={hrefOf(path)} aria-current={SECTION[page] === name ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <div class="tools">
          <FindJob />
          <NamespacePicker />
          <LinkState />
          <Account />
          <button
            type="button"
            class="quiet icon"
            onClick={turnTheme}
            aria-label={shown.value === 'dark' ? 'Light theme' : 'Dark theme'}
            title="Theme (t)"
          >
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
              <circle cx="8" cy="8" r="6.25" class="outline" />
              <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" class="ink" />
            </svg>
          </button>
        </div>
      </header>
      <Banners />
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <Confirmation />
      <Help />
      <Toast />
    </>
  );
}

/** Which link of the frame a page belongs to. */
const SECTION: Readonly<Record<PageName, PageName>> = {
  overview: 'overview',
  queues: 'queues',
  queue: 'queues',
  jobs: 'jobs',
  job: 'jobs',
  schedules: 'schedules',
  workers: 'workers',
  unknown: 'unknown',
};

function Page(): JSX.Element {
  const { page, name, query } = route.value;
  const id = query.get('id') ?? '';
  const first = useRef(true);
  // Whoever opens a page hears its name; the first time the browser sees to that.
  useEffect(() => {
    if (!first.current) {
      document.querySelector<HTMLElement>('main h1')?.focus();
    }
    first.current = false;
  }, [page, name, page === 'job' ? id : '']);
  switch (page) {
    case 'overview':
      return <OverviewPage />;
    case 'queues':
      return <QueuesPage />;
    case 'queue':
      return <QueuePage key={name} name={name} />;
    case 'jobs':
      return <JobsPage />;
    case 'job':
      return <JobPage key={id} />;
    case 'schedules':
      return <SchedulesPage />;
    case 'workers':
      return <WorkersPage />;
    default:
      return <UnknownPage />;
  }
}
