import type { ChaosResult } from './chaos-run';

/** Violations that are printed in full; of more, only how many there are. */
const MOST_SHOWN = 30;

/** The ledger in numbers, what was broken, and the verdict. */
export function report({ summary, violations, answers, ledgerDir }: ChaosResult): string {
  const numbers = Object.entries(summary).map(([name, value]) => `  ${words(name).padEnd(24)} ${value}`);
  const statuses = [...answers].sort().map(([status, count]) => `${status}: ${count}`);
  const byRule = new Map<string, number>();
  for (const { rule } of violations) {
    byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  }
  const shown = violations.slice(0, MOST_SHOWN).map(({ rule, id, detail }) => `  ${rule}: ${id}: ${detail}`);
  return [
    '',
    'ledger',
    ...numbers,
    `  ${'answers'.padEnd(24)} ${statuses.join(', ')}`,
    ...(violations.length === 0
      ? ['', 'verdict: kept every promise']
      : [
          '',
          ...shown,
          ...(violations.length > MOST_SHOWN ? [`  … and ${violations.length - MOST_SHOWN} more`] : []),
          '',
          `verdict: BROKEN (${[...byRule].map(([rule, count]) => `${rule} × ${count}`).join(', ')})`,
          `the ledger is kept in ${ledgerDir}`,
        ]),
    '',
    // As all test runs end, for whoever adds them up.
    violations.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed',
    '',
  ].join('\n');
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
