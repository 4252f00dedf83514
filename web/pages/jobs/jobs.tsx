import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { askJson, queryOf } from '../../api/client';
import type { JobPage } from '../../api/types';
import { API } from '../../app/base';
import { route } from '../../app/router';
import { count, plural } from '../../format/numbers';
import { useLive } from '../../live/use-live';
import { PageHead } from '../../parts/page-head';
import { Pager } from '../../parts/pager';
import { Empty, Loaded } from '../../parts/states';
import { usePages } from '../../parts/use-pages';
import { SweepDialog, type SweepWish } from '../../sweep/sweep-dialog';
import { BulkBar } from './bulk-bar';
import { FilterBar } from './filter-bar';
import { filterOf, given } from './filter';
import { JobTable } from './job-table';
import { useSteadyRows } from './use-steady-rows';

const PAGE_SIZE = 50;

/** Find a job; act on many. */
export function JobsPage(): JSX.Element {
  const filter = filterOf(route.value.query);
  const wish = given(filter);
  const key = JSON.stringify(wish);
  const pages = usePages(key);
  const list = useLive<JobPage>(`jobs ${key} ${pages.token ?? ''}`, (signal) =>
    askJson(`jobs${queryOf({ ...wish, page_size: PAGE_SIZE, page_token: pages.token })}`, { signal }),
  );
  const { rows, fresh, show } = useSteadyRows(`${key} ${pages.number}`, list.data?.jobs ?? null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [sweeping, setSweeping] = useState<SweepWish | null>(null);
  useEffect(() => setSelected(new Set()), [key]);
  const reload = () => {
    show();
    list.reload();
  };
  return (
    <>
      <PageHead title="Jobs" />
      <section class="panel flush">
        <FilterBar filter={filter} />
        <BulkBar
          filter={filter}
          rows={rows}
          selected={selected}
          onSelect={setSelected}
          onDone={reload}
          onSweep={setSweeping}
        />
        <Loaded live={list} rows={10}>
          {(page) =>
            rows.length === 0 ? (
              <NothingFound page={page} filtered={key !== '{}'} />
            ) : (
              <JobTable rows={rows} selected={selected} onSelect={setSelected} />
            )
          }
        </Loaded>
        <Pager pages={pages} next={list.data?.next_page_token ?? null}>
          {fresh > 0 && (
            <button type="button" class="quiet" onClick={show}>
              {count(fresh)} new · show
            </button>
          )}
          {list.data !== null && list.data.scanned > rows.length + 1 && (
            <span class="muted">{plural(list.data.scanned, 'job')} looked at for this page</span>
          )}
        </Pager>
      </section>
      {sweeping !== null && <SweepDialog wish={sweeping} onClose={() => setSweeping(null)} onDone={reload} />}
    </>
  );
}

function NothingFound({
  page,
  filtered,
}: {
  readonly page: JobPage;
  readonly filtered: boolean;
}): JSX.Element {
  if (page.next_page_token !== null) {
    return (
      <Empty title={`None among the ${plural(page.scanned, 'job')} looked at so far.`}>
        <p>The next page goes on looking.</p>
      </Empty>
    );
  }
  return filtered ? (
    <Empty title="No job matches.">
      <p>Outcomes are kept for as long as the retention of their queue says.</p>
    </Empty>
  ) : (
    <Empty title="There are no jobs.">
      <pre
        tabIndex={0}
      >{`curl -X POST ${location.origin}${API}jobs -H "Content-Type: application/json" -d '{"id":101}'`}</pre>
    </Empty>
  );
}
