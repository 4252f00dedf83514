import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithCaller } from '../chaos/end-with-caller';
import { SoakRun, type SoakResult } from './soak-run';
import type { Flatness } from './series';
import { svgChart } from './svg-chart';

const USAGE = 'npm run soak -- [--minutes n (at least 2)] [--out path without extension]';
const LEAST_MINUTES = 2;
const MOST_MINUTES = 7 * 24 * 60;

/** Short runs are sampled more often, so that there is something to judge. */
const SAMPLE_MS = 10_000;
const SAMPLES_WANTED = 24;
const RESTART_MS = 60_000;

function readArguments(args: readonly string[]): { readonly minutes: number; readonly out: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '20' },
      out: { type: 'string', default: 'docs/soak/soak' },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES)) {
    throw new Error(USAGE);
  }
  return { minutes, out: resolve(values.out) };
}

function write(out: string, title: string, { csv, panels }: SoakResult): void {
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(`${out}.csv`, csv);
  writeFileSync(`${out}.svg`, svgChart(title, panels));
  process.stdout.write(`written: ${relative(process.cwd(), out)}.csv and .svg\n`);
}

function line({ name, unit, mean, growth, allowed, flat }: Flatness): string {
  const figure = (value: number) => `${value.toFixed(1)}${unit === '' ? '' : ` ${unit}`}`;
  return (
    `  ${flat ? 'flat' : 'GROWS'}  ${name.padEnd(16)} mean ${figure(mean)}, grew by ${figure(growth)} ` +
    `over the second half (allowed ${figure(allowed)})`
  );
}

async function main(): Promise<number> {
  const { minutes, out } = readArguments(process.argv.slice(2));
  const run = new SoakRun({
    minutes,
    sampleMs: Math.min(SAMPLE_MS, (minutes * 60_000) / SAMPLES_WANTED),
    restartMs: RESTART_MS,
  });
  let ending: Promise<void> | null = null;
  const end = () => (ending ??= run.end());
  endWithCaller(() => end());
  try {
    const result = await run.run();
    const { totals, verdicts, violations } = result;
    write(out, `Soak of ${minutes} minutes`, result);
    const done = Object.entries(totals).map(([name, count]) => `${name} ${count}`);
    process.stdout.write(`\n${done.join(', ')}\n${verdicts.map(line).join('\n')}\n`);
    for (const { rule, id, detail } of violations) {
      process.stdout.write(`  ${rule}: ${id}: ${detail}\n`);
    }
    const sound = violations.length === 0 && verdicts.every(({ flat }) => flat);
    process.stdout.write(`\nverdict: ${sound ? 'flat' : 'NOT flat or not sound'}\n`);
    return sound ? 0 : 1;
  } finally {
    await end();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
