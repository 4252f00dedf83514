import type { Schedule } from '../../api/schedule';
import { exactDuration } from '../../format/amounts';
import { cronWords } from '../../format/cron-words';

/** When a schedule runs: as people say it, and as it was written. */
export function timing({
  cron,
  time_zone: zone,
  every_ms: every,
}: Pick<Schedule, 'cron' | 'time_zone' | 'every_ms'>): { readonly words: string; readonly exact: string } {
  if (cron !== null) {
    const at = zone ?? 'UTC';
    return { words: `${cronWords(cron) ?? cron} ${at}`, exact: `${cron} (${at})` };
  }
  if (every !== null) {
    const text = `Every ${exactDuration(every)}`;
    return { words: text, exact: text };
  }
  return { words: 'written by another release', exact: 'written by another release' };
}
