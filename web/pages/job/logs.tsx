import type { JSX } from 'preact';
import { askJson } from '../../api/client';
import type { JobLog } from '../../api/types';
import { count, plural } from '../../format/numbers';
import { clock, epoch } from '../../format/time';
import { useLive } from '../../live/use-live';
import { Empty, Loaded } from '../../parts/states';
import { Text } from '../../parts/text';

const LINES = 200;

/** What handlers wrote, the latest lines. */
export function Logs({ path, live }: { readonly path: string; readonly live: boolean }): JSX.Element {
  const log = useLive<JobLog>(
    `${path}/logs`,
    (signal) => askJson(`${path}/logs?order=newest&page_size=${LINES}`, { signal }),
    live ? 2_000 : null,
  );
  return (
    <Loaded live={log} rows={4}>
      {({ lines, total, dropped }) =>
        lines.length === 0 ? (
          <Empty title="Its handlers wrote no line." />
        ) : (
          <div class="source">
            <p class="muted">
              {total > lines.length
                ? `The latest ${count(lines.length)} of ${plural(total, 'line')}`
                : plural(total, 'line')}
              {dropped > 0 && `, ${count(dropped)} older ones are not kept`}
            </p>
            <div class="scroll" tabIndex={0} role="region" aria-label="Lines">
              <ol class="log mono">
                {lines
                  .toSorted((a, b) => a.number - b.number)
                  .map(({ number, at, attempt, line }) => (
                    <li key={number}>
                      <span class="muted" title={`${at}, attempt ${attempt}`}>
                        {clock(epoch(at) ?? 0)} #{attempt}
                      </span>
                      <Text value={line} />
                    </li>
                  ))}
              </ol>
            </div>
          </div>
        )
      }
    </Loaded>
  );
}
