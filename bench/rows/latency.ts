import { medianOf, sideBySide } from './side-by-side';
import type { Row } from './row';

const ms = (value: number) => `${value.toFixed(2)} ms`;

export const PICKUP_ROW: Row = {
  name: 'pickup',
  target: "p50 and p99 not above BullMQ's",
  async run(bed) {
    const rounds = await sideBySide(bed, { task: 'pickup', jobs: bed.quick ? 30 : 300, concurrency: 10 }, [
      'sluice',
      'bullmq',
      'floor',
    ]);
    const at = (peer: 'sluice' | 'bullmq' | 'floor', figure: string) => medianOf(rounds, peer, figure);
    return {
      line: (['sluice', 'bullmq', 'floor'] as const)
        .map((peer) => `${peer} p50 ${ms(at(peer, 'p50'))}, p99 ${ms(at(peer, 'p99'))}`)
        .join('; '),
      reached: ['p50', 'p99'].every((figure) => at('sluice', figure) <= at('bullmq', figure)),
      figures: Object.fromEntries(rounds),
    };
  },
};

export const LATENESS_ROW: Row = {
  name: 'lateness',
  target: 'p99 < 20 ms',
  async run(bed) {
    const rounds = await sideBySide(
      bed,
      { task: 'lateness', jobs: bed.quick ? 100 : 1_000, concurrency: 100 },
      ['sluice', 'bullmq'],
    );
    return {
      line: (['sluice', 'bullmq'] as const)
        .map(
          (peer) =>
            `${peer} p50 ${ms(medianOf(rounds, peer, 'p50'))}, p99 ${ms(medianOf(rounds, peer, 'p99'))}`,
        )
        .join('; '),
      reached: medianOf(rounds, 'sluice', 'p99') < 20,
      figures: Object.fromEntries(rounds),
    };
  },
};
