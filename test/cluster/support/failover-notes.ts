import type { FailoverResult } from './failover-run';

/** The numbers of a run, for docs/reliability.md. */
export function noteFailover(name: string, { summaries, awayMs }: FailoverResult): void {
  const rows = [...summaries].map(
    ([namespace, { acknowledged, lostWithinBound, jobsRunMoreThanOnce }]) =>
      `  ${namespace}: ${acknowledged} acknowledged, ${lostWithinBound} of them lost, ${jobsRunMoreThanOnce} run again`,
  );
  process.stdout.write(`${name}: jobs were taken again after ${awayMs.toFixed(0)} ms\n${rows.join('\n')}\n`);
}
