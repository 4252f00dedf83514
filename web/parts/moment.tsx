import type { JSX } from 'preact';
import { now } from '../app/clock';
import { NONE } from '../format/numbers';
import { epoch, local, relative } from '../format/time';

/** A time as its distance from now; the time itself, here and in UTC, in the tooltip. */
export function Moment({ time }: { readonly time: string | null | undefined }): JSX.Element {
  const moment = epoch(time);
  if (moment === null || time === null || time === undefined) {
    return <span class="muted">{NONE}</span>;
  }
  return (
    <time dateTime={time} title={`${local(moment)}\n${time}`}>
      {relative(moment, now.value)}
    </time>
  );
}
