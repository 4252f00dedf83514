import type { Evidence } from './evidence';
import type { Violation } from './violation';

const STATUS_OF = { processed: 'completed', failed: 'failed', cancelled: 'cancelled' } as const;

/** Jobs reach a final state once, so what was counted is what is stored, and between what was acknowledged and what was sent. */
export function judgeCounters(
  { stored, sent, counters, terms }: Evidence,
  lostWithinBound: number,
): Violation[] {
  const violations: Violation[] = [];
  const add = (id: string, detail: string) => violations.push({ rule: 'miscounted', id, detail });
  for (const [counter, status] of Object.entries(STATUS_OF) as [keyof typeof STATUS_OF, string][]) {
    const there = [...stored.values()].filter((job) => job.status === status).length;
    const counted = counters[counter];
    if (counted < there || (counted > there && !terms.memoryWasShort)) {
      add(counter, `counted ${counted}, stored ${there}`);
    }
  }
  const counted = counters.processed + counters.failed + counters.cancelled;
  const acknowledged = [...sent.values()].filter((job) => job.ackedAt !== null).length;
  if (counted < acknowledged - lostWithinBound) {
    add('all', `${counted} jobs became final, and ${acknowledged} were acknowledged`);
  }
  if (counted > sent.size) {
    add('all', `${counted} jobs became final, and ${sent.size} were sent`);
  }
  return violations;
}
