import type { ComponentChildren, JSX } from 'preact';
import { now } from '../../app/clock';
import type { Job, State } from '../../api/types';
import { epoch, span } from '../../format/time';
import { Glyph, STATE_LABELS } from '../../parts/glyph';
import { Text } from '../../parts/text';
import { isFinal } from '../jobs/filter';

interface Step {
  readonly key: string;
  /** From the step before (ms). */
  readonly gap: number | null;
  readonly glyph: State | null;
  readonly label: string;
  readonly note: ComponentChildren;
}

const GLYPHS: Readonly<Record<string, State>> = {
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  lapsed: 'failed',
  snoozed: 'scheduled',
};

/** From its acceptance over its attempts to its end; the waits between are on the line. */
export function Timeline({ job }: { readonly job: Job }): JSX.Element {
  return (
    <section class="panel" aria-label="Timeline">
      <ol class="timeline">
        {stepsOf(job).map(({ key, gap, glyph, label, note }) => (
          <li key={key}>
            {gap !== null && <span class="gap">{span(gap)}</span>}
            <span class="step">
              <span class="strong">
                {glyph !== null && <Glyph state={glyph} />} {label}
              </span>
              <span class="muted">{note}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stepsOf(job: Job): Step[] {
  const steps: Step[] = [
    { key: 'accepted', gap: null, glyph: null, label: 'accepted', note: clockOf(job.created_at) },
  ];
  let last = epoch(job.created_at) ?? 0;
  let number = 0;
  for (const { attempt, outcome, started_at, ended_at, error_code } of job.attempts) {
    const from = epoch(started_at) ?? last;
    const to = epoch(ended_at) ?? from;
    if (attempt > number + 1 && number > 0) {
      steps.push({
        key: `left-out-${attempt}`,
        gap: null,
        glyph: null,
        label: '…',
        note: `${attempt - number - 1} more`,
      });
    }
    number = attempt;
    steps.push({
      key: String(attempt),
      gap: Math.max(0, from - last),
      glyph: GLYPHS[outcome ?? ''] ?? null,
      label: `attempt ${attempt}`,
      note: (
        <>
          {outcome === null ? '' : `${outcome} after `}
          {span(Math.max(0, to - from))}
          {error_code !== null && (
            <>
              : <Text value={error_code} />
            </>
          )}
        </>
      ),
    });
    last = to;
  }
  return [...steps, ...(isFinal(job.status) ? end(job, last) : [present(job, last)])];
}

/** An end that was not an attempt's: it expired, or was cancelled while it waited. */
function end(job: Job, last: number): Step[] {
  const at = epoch(job.updated_at) ?? last;
  const byAttempt = job.attempts.at(-1)?.outcome === job.status;
  return byAttempt
    ? []
    : [
        {
          key: 'end',
          gap: Math.max(0, at - last),
          glyph: job.status,
          label: STATE_LABELS[job.status],
          note: clockOf(job.updated_at),
        },
      ];
}

function present(job: Job, last: number): Step {
  const runs = job.status === 'in_progress';
  const since = runs ? (epoch(job.updated_at) ?? last) : last;
  const age = span(Math.max(0, now.value - since));
  return {
    key: 'now',
    gap: runs ? Math.max(0, since - last) : null,
    glyph: job.status,
    label: runs ? `attempt ${job.attempt_count}` : STATE_LABELS[job.status],
    note: `for ${age}`,
  };
}

function clockOf(time: string): JSX.Element {
  const moment = epoch(time) ?? 0;
  return (
    <time dateTime={time} title={time}>
      {new Intl.DateTimeFormat('en-GB', {
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }).format(moment)}
    </time>
  );
}
