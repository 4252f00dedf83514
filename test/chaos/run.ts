import { parseArgs } from 'node:util';
import { ChaosRun } from './chaos-run';
import { endWithCaller } from './end-with-caller';
import type { Plan } from './plans/plan';
import { redisKill } from './plans/redis-kill';
import { rolling } from './plans/rolling';
import { storm } from './plans/storm';
import { report } from './report';

const MOST_MINUTES = 24 * 60;

const USAGE = `npm run test:chaos -- [--plan storm|rolling|redis-kill] [--minutes n] [--seed n]
                      [--only part-of-a-fault's-name]
                      [--fsync always|everysec] [--rate jobs-per-second]`;

interface Arguments {
  readonly name: string;
  readonly plan: Plan;
  readonly seed: number;
  readonly fsync: 'always' | 'everysec';
  readonly perSecond: number | null;
}

function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      plan: { type: 'string', default: 'storm' },
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string' },
      fsync: { type: 'string', default: 'always' },
      rate: { type: 'string' },
      only: { type: 'string', default: '' },
    },
  });
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const rate = values.rate === undefined ? null : Number(values.rate);
  const plan = planOf(values.plan, minutes, values.only);
  if (
    plan === null ||
    !(minutes > 0 && minutes <= MOST_MINUTES) ||
    !Number.isSafeInteger(seed) ||
    (values.fsync !== 'always' && values.fsync !== 'everysec') ||
    (rate !== null && !(rate > 0))
  ) {
    throw new Error(USAGE);
  }
  return { name: values.plan, plan, seed, fsync: values.fsync, perSecond: rate };
}

function planOf(name: string, minutes: number, only: string): Plan | null {
  switch (name) {
    case 'storm':
      return storm(minutes, only);
    case 'rolling':
      return rolling;
    case 'redis-kill':
      return redisKill;
    default:
      return null;
  }
}

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2));
  process.stdout.write(`plan ${options.name}, seed ${options.seed}, appendfsync ${options.fsync}\n`);
  const run = new ChaosRun(options);
  let ending: Promise<void> | null = null;
  const end = (keepLedger: boolean) => (ending ??= run.end(keepLedger));
  endWithCaller(() => end(false));
  let sound = false;
  try {
    const result = await run.run();
    process.stdout.write(report(result));
    sound = result.violations.length === 0;
    return sound ? 0 : 1;
  } finally {
    await end(!sound);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
