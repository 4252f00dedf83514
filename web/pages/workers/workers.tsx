import type { JSX } from 'preact';
import { askJson } from '../../api/client';
import type { Worker, WorkerList } from '../../api/worker';
import { plural } from '../../format/numbers';
import { useLive } from '../../live/use-live';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { Empty, Loaded } from '../../parts/states';
import { WorkerTable } from './worker-table';

/** Who is alive, what do they run, may I stop this one? */
export function WorkersPage(): JSX.Element {
  const list = useLive<WorkerList>('workers', (signal) => askJson('workers?view=full', { signal }));
  return (
    <>
      <PageHead title="Workers" />
      <Loaded live={list} rows={6}>
        {({ workers, running_jobs_complete: complete }) => {
          const alive = workers.filter(({ state }) => state !== 'lost');
          return (
            <>
              {alive.length === 0 && <NobodyWorks />}
              {workers.length > 0 && (
                <Panel title={summary(alive)} flush>
                  <WorkerTable workers={inOrder(workers)} />
                  {complete === false && (
                    <p class="table-foot muted">
                      More jobs run than were looked at for this list, so some are not named in it.
                    </p>
                  )}
                </Panel>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function NobodyWorks(): JSX.Element {
  return (
    <section class="panel">
      <Empty title="No worker is alive.">
        <p>
          Jobs wait until there is one: a process of the service with SLUICE_ROLE all or worker, or a program
          of yours that asks for jobs with POST /leases.
        </p>
      </Empty>
    </section>
  );
}

function summary(alive: readonly Worker[]): string {
  const sum = (of: (worker: Worker) => number) => alive.reduce((total, worker) => total + of(worker), 0);
  const slots = plural(
    sum(({ slots: own }) => own),
    'slot',
  );
  return `${plural(alive.length, 'worker')}, ${sum(({ running }) => running)} of ${slots} taken`;
}

const RANKS: Readonly<Record<Worker['state'], number>> = { draining: 0, running: 1, lost: 2 };

/** Those that somebody waits for first; the order does not change while nothing does. */
function inOrder(workers: readonly Worker[]): Worker[] {
  return [...workers].sort(
    (a, b) => RANKS[a.state] - RANKS[b.state] || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1),
  );
}
