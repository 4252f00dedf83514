import { parseArgs } from 'node:util';
import { CORRECT, type Variant } from './cluster';
import { makePlan } from './make-plan';
import { describePlan } from './plan';
import { PLANTED_BUGS } from './planted/all-planted';
import { shrink } from './shrink';
import { simulate } from './simulate';

/**
 * `npm run simulate -- [--seeds n] [--from seed]`: that many clusters, one after the other; the first that
 * breaks a rule is run again, shrunk and printed. `--seed n`: that one alone, with all that happens in it.
 * `--planted name`: with that bug in it.
 */
const OPTIONS = {
  seeds: { type: 'string', default: '1000' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  planted: { type: 'string' },
} as const;

const REPORT_EVERY = 100;
const HOUR = 3_600_000;

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`--${name} must be a whole number, got "${text}"`);
  }
  return Number(text);
}

function variantOf(planted: string | undefined): Variant {
  if (planted === undefined) {
    return CORRECT;
  }
  const bug = PLANTED_BUGS.find(({ name }) => name === planted);
  if (bug === undefined) {
    throw new Error(`--planted must be one of: ${PLANTED_BUGS.map(({ name }) => `"${name}"`).join(', ')}`);
  }
  return { ...CORRECT, ...bug.variant };
}

/** @returns the exit code. */
async function one(seed: number, variant: Variant): Promise<number> {
  const plan = makePlan(seed);
  console.log(describePlan(plan));
  const { violation, hash, events, virtualMs } = await simulate(plan, variant, (line) => console.log(line));
  console.log(`${events} events, ${(virtualMs / HOUR).toFixed(2)} hours, trace ${hash}`);
  console.log(violation === null ? 'clean' : violation.message);
  return violation === null ? 0 : 1;
}

/** Runs the failure again, which must be the same, and makes it small. */
async function explain(seed: number, hash: string, kind: string, variant: Variant): Promise<void> {
  const again = await simulate(makePlan(seed), variant);
  console.log(
    again.hash === hash ? 'It replays exactly.' : 'IT DOES NOT REPLAY: something in it is not virtual.',
  );
  const small = await shrink(makePlan(seed), kind, variant);
  console.log(`Smallest plan that still shows it:\n${describePlan(small)}`);
  await simulate(small, variant, (line) => {
    if (!/ (promote|attend|reap|trim)$/.test(line)) {
      console.log(line);
    }
  });
}

async function many(from: number, seeds: number, variant: Variant): Promise<number> {
  const startedAt = performance.now();
  const sum = { events: 0, virtualMs: 0, leaptMs: 0, executions: 0 };
  const report = (done: number) => {
    const seconds = (performance.now() - startedAt) / 1000;
    const hours = (sum.virtualMs / HOUR).toFixed(0);
    const leapt = (sum.leaptMs / HOUR).toFixed(0);
    console.log(
      `${done} seeds in ${seconds.toFixed(1)} s (${(done / seconds).toFixed(1)} a second): ${hours} simulated hours ` +
        `(${leapt} of them idle and passed over), ${sum.executions} attempts, ${sum.events} events`,
    );
  };
  for (let done = 0; done < seeds; done += 1) {
    const verdict = await simulate(makePlan(from + done), variant);
    for (const name of ['events', 'virtualMs', 'leaptMs', 'executions'] as const) {
      sum[name] += verdict[name];
    }
    if (verdict.violation !== null) {
      report(done + 1);
      console.log(`seed ${from + done}: ${verdict.violation.message}`);
      await explain(from + done, verdict.hash, verdict.violation.kind, variant);
      console.log(`Again, with all that happens: npm run simulate -- --seed ${from + done}`);
      return 1;
    }
    if ((done + 1) % REPORT_EVERY === 0 || done + 1 === seeds) {
      report(done + 1);
    }
  }
  console.log(`seeds ${from} to ${from + seeds - 1}: clean`);
  return 0;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  const variant = variantOf(values.planted);
  return values.seed === undefined
    ? many(wholeNumber('from', values.from), wholeNumber('seeds', values.seeds), variant)
    : one(wholeNumber('seed', values.seed), variant);
}

// Stack traces of thousands of failures that are meant cost more than all the rest.
Error.stackTraceLimit = 0;
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
