import type { JSX } from 'preact';
import { askJson, queryOf } from '../../api/client';
import type { QueuePage } from '../../api/types';
import { hrefOf, route } from '../../app/router';
import { plural } from '../../format/numbers';
import { useLive } from '../../live/use-live';
import { PageHead } from '../../parts/page-head';
import { Pager } from '../../parts/pager';
import { Empty, Loaded } from '../../parts/states';
import { usePages } from '../../parts/use-pages';
import { ContainsField } from './contains-field';
import { QueueTable, type QueueSort } from './queue-table';

const PAGE_SIZE = 50;
const SORTS: readonly QueueSort[] = ['name', 'full', 'depth', 'in_progress', 'failed', 'oldest', 'bytes'];

/** Where is the backlog? */
export function QueuesPage(): JSX.Element {
  const { query } = route.value;
  const contains = query.get('contains') ?? '';
  const by = SORTS.find((sort) => sort === query.get('sort')) ?? 'name';
  const key = JSON.stringify([contains, by]);
  const pages = usePages(key);
  const list = useLive<QueuePage>(`queues ${key} ${pages.token ?? ''}`, (signal) =>
    askJson(`queues${queryOf({ contains, sort: by, page_size: PAGE_SIZE, page_token: pages.token })}`, {
      signal,
    }),
  );
  const address = (sort: QueueSort, text: string) =>
    hrefOf('queues', { contains: text, sort: sort === 'name' ? '' : sort });
  return (
    <>
      <PageHead title="Queues">
        <ContainsField value={contains} hrefOf={(text) => address(by, text)} />
      </PageHead>
      <Loaded live={list} rows={10}>
        {(page) => (
          <QueueTable
            title={heading(page, contains)}
            live={list}
            page={page}
            sorting={{ by, hrefOf: (sort) => address(sort, contains) }}
            foot={
              <Pager pages={pages} next={page.next_page_token}>
                {page.truncated === true && (
                  <span class="muted">Only the first 2,000 by name are put in this order.</span>
                )}
              </Pager>
            }
            empty={
              contains === '' ? undefined : (
                <Empty title="No queue has this in its name.">
                  <p>
                    <a href={address(by, '')}>Show all queues</a>
                  </p>
                </Empty>
              )
            }
          />
        )}
      </Loaded>
    </>
  );
}

function heading({ total, queues }: QueuePage, contains: string): string {
  const all = total === null || total === undefined ? 'More than 2,000 queues' : plural(total, 'queue');
  return contains === '' || queues.length === 0 ? all : `${all} with this in the name`;
}
