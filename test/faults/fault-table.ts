import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from './fault-run';
import { CALLS, type Call, type Recipe, type Sight } from './recipe';

const DOCUMENT = join(__dirname, '..', '..', 'docs', 'reliability.md');
const BEGIN = '<!-- fault-table:begin -->';
const END = '<!-- fault-table:end -->';

export interface Row {
  readonly recipe: Recipe;
  readonly findings: Findings;
}

/** Puts the table between its markers, in the form that prettier leaves as it is. */
export function writeTable(rows: readonly Row[], path = DOCUMENT): void {
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) {
    throw new Error(`${path} has no place for the table`);
  }
  const next = `${text.slice(0, from + BEGIN.length)}\n\n${table(rows)}\n\n${text.slice(to)}`;
  if (next !== text) {
    writeFileSync(path, next);
  }
}

/** What was seen: times are not in it, so it changes only when the behaviour does. */
export function table(rows: readonly Row[]): string {
  const head = ['fault', ...CALLS.map((call) => (call === 'post' ? 'POST' : call)), 'healed'];
  const body = rows.map(({ recipe, findings }) => [
    `**${recipe.name}**: ${recipe.says}`,
    ...CALLS.map((call) => cell(call, findings.during.get(call))),
    recipe.forgets === true ? '≤ 5 s (jobs are gone)' : '≤ 5 s',
  ]);
  const lines = [head, ...body];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0), 3));
  const print = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [print(head), print(widths.map((width) => '-'.repeat(width))), ...body.map(print)].join('\n');
}

const REFUSED: Partial<Record<Call, string>> = { claim: 'waits', promote: 'waits', reap: 'waits' };
const KEPT: readonly Call[] = ['complete', 'fail', 'extend'];

function cell(call: Call, sight: Sight | undefined): string {
  if (sight === 'works') {
    return call === 'live' || call === 'ready' || call === 'metrics' ? '200' : 'works';
  }
  return KEPT.includes(call) ? 'resent' : (REFUSED[call] ?? '503');
}
