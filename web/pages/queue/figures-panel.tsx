import type { JSX } from 'preact';
import type { Percentiles, QueueDetails } from '../../api/types';
import { count, NONE } from '../../format/numbers';
import { span } from '../../format/time';
import { Panel } from '../../parts/panel';
import { Text } from '../../parts/text';

const SHARES = ['p50', 'p95', 'p99'] as const;

/** Codes that are shown; those behind them are rare. */
const MOST_CODES = 12;

/** How long the jobs of a queue take, and how they fail. */
export function FiguresPanel({ queue }: { readonly queue: QueueDetails }): JSX.Element {
  const errors = queue.errors ?? [];
  return (
    <Panel title="Times and failures">
      <div class="figures">
        <section>
          <h3 id="took">Of the last five minutes</h3>
          <div class="scroll" tabIndex={0} role="region" aria-label="Table: times">
            <table class="took" aria-labelledby="took">
              <thead>
                <tr>
                  <th scope="col">
                    <span class="unseen">What</span>
                  </th>
                  {SHARES.map((share) => (
                    <th key={share} scope="col" class="number">
                      {share}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <Took label="Wait before start" percentiles={queue.wait_ms} />
                <Took label="Run time" percentiles={queue.run_ms} />
              </tbody>
            </table>
          </div>
        </section>
        <section>
          <h3>Failed attempts by error, of the last day</h3>
          {errors.length === 0 ? (
            <p class="muted">None.</p>
          ) : (
            <ul class="codes">
              {errors.slice(0, MOST_CODES).map(({ code, count: failed }) => (
                <li key={code ?? ''}>
                  {code === null ? <span class="muted">any other</span> : <Text value={code} />}{' '}
                  <b>{count(failed)}</b>
                </li>
              ))}
              {errors.length > MOST_CODES && <li class="muted">and {errors.length - MOST_CODES} more</li>}
            </ul>
          )}
        </section>
      </div>
    </Panel>
  );
}

function Took({
  label,
  percentiles,
}: {
  readonly label: string;
  readonly percentiles: Percentiles | null | undefined;
}): JSX.Element {
  return (
    <tr>
      <th scope="row">{label}</th>
      {SHARES.map((share) => {
        const ms = percentiles?.[share] ?? null;
        return (
          <td key={share} class="number">
            {ms === null ? <span class="muted">{NONE}</span> : span(ms)}
          </td>
        );
      })}
    </tr>
  );
}
