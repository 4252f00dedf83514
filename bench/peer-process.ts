import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Assignment, Measurement } from './assignment';

const execute = promisify(execFile);
const LONGEST_MS = 300_000;

/** Loads TypeScript as it is. */
export const REGISTER = ['-r', join(__dirname, 'register.cjs')] as const;

const argumentsFor = (ask: Assignment): string[] => [
  ...(ask.task === 'memory' ? ['--expose-gc'] : []),
  ...REGISTER,
  join(__dirname, 'peers', 'main.ts'),
  JSON.stringify(ask),
];

/** Runs a peer in a process of its own, to its end. */
export async function runPeer(ask: Assignment): Promise<Measurement> {
  const { stdout } = await execute(process.execPath, argumentsFor(ask), { timeout: LONGEST_MS });
  return JSON.parse(stdout) as Measurement;
}

/** Starts a peer that goes on until it is killed. */
export function startPeer(ask: Assignment): ChildProcess {
  return spawn(process.execPath, argumentsFor(ask), { stdio: 'inherit' });
}
