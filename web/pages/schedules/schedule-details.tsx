import type { ComponentChildren, JSX } from 'preact';
import { now } from '../../app/clock';
import { pathOfSchedule } from '../../api/paths';
import type { Schedule } from '../../api/schedule';
import { count } from '../../format/numbers';
import { epoch, inZone, local, relative } from '../../format/time';
import { RemoteText } from '../../parts/remote-text';
import { Text } from '../../parts/text';
import { timing } from './timing';

/** What else is known of a schedule: its next times in its zone and here, what became of the last ones, all of it as text. */
export function ScheduleDetails({ schedule }: { readonly schedule: Schedule }): JSX.Element {
  const { name, next_times: next, time_zone: zone } = schedule;
  return (
    <div class="schedule-details">
      <section>
        <h3>Next times</h3>
        {next.length === 0 ? (
          <p class="muted">
            {schedule.state === 'paused' ? 'None while it is paused.' : 'There are none any more.'}
          </p>
        ) : (
          <ol class="times">
            {next.map((time) => (
              <NextTime key={time} time={time} zone={zone} />
            ))}
          </ol>
        )}
      </section>
      <section>
        <h3>How</h3>
        <dl class="pairs">
          {factsOf(schedule).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section class="whole">
        <h3>All of it</h3>
        <RemoteText path={pathOfSchedule(name)} file={`${name}.schedule.json`} />
      </section>
    </div>
  );
}

function NextTime({ time, zone }: { readonly time: string; readonly zone: string | null }): JSX.Element {
  const moment = epoch(time) ?? 0;
  const there = inZone(moment, zone);
  const here = inZone(moment, null);
  return (
    <li>
      <time dateTime={time} title={time}>
        {there}
      </time>
      <span class="muted">
        {there === here ? '' : `${here} here, `}
        {relative(moment, now.value)}
      </span>
    </li>
  );
}

const SKIPS: Readonly<Record<string, string>> = {
  overlap: 'the job before was not final',
  missed: 'no process looked in time',
  queue_full: 'its queue had no room',
  id_taken: 'another job has its id',
};

function factsOf(schedule: Schedule): readonly (readonly [string, ComponentChildren])[] {
  const { last_skip: skip, held, overlap, catch_up: catchUp } = schedule;
  const time = (value: string) => local(epoch(value) ?? 0);
  return [
    ['When', <Text value={timing(schedule).exact} />],
    ['While the last one is not done', overlap === 'allow' ? 'runs all the same' : 'waits for the next time'],
    ['Missed times that are made up for', count(catchUp)],
    ...(schedule.starts_at === null ? [] : [['From', time(schedule.starts_at)] as const]),
    ...(schedule.ends_at === null ? [] : [['Until', time(schedule.ends_at)] as const]),
    ...(schedule.paused_at === null ? [] : [['Paused', time(schedule.paused_at)] as const]),
    ...(skip === null
      ? []
      : [['Passed over last', `${time(skip.slot_at)}: ${SKIPS[skip.reason] ?? skip.reason}`] as const]),
    ...(held === null
      ? []
      : [
          [
            'Held back',
            `since ${time(held.since)}: ${held.reason === 'queue_full' ? 'its queue has no room' : 'written by another release'}`,
          ] as const,
        ]),
  ];
}
