import type { JSX } from 'preact';
import { hrefOf } from '../app/router';
import { Empty } from '../parts/states';
import { PageHead } from '../parts/page-head';

export function UnknownPage(): JSX.Element {
  return (
    <>
      <PageHead title="No such page" />
      <section class="panel">
        <Empty title="There is nothing at this address.">
          <p>
            <a href={hrefOf('')}>To the overview</a>
          </p>
        </Empty>
      </section>
    </>
  );
}
