import { measure, type Speed } from '../measure';

export { measure };
export { BULK, PAYLOAD } from '../peers/tasks';

/** What a contender process is asked to do, as JSON in its only argument. */
export interface Assignment {
  readonly row: 'settle';
  readonly redisPort: number;
  readonly jobs: number;
  /** Jobs at once. */
  readonly concurrency: number;
}

export type Measurement = Speed;

export function assignment(): Assignment {
  return JSON.parse(process.argv[2] ?? '{}') as Assignment;
}

export function report(measurement: Measurement): never {
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
  process.exit(0);
}
