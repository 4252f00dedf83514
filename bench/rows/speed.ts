import { speedRow } from './side-by-side';

export const SPEED_ROWS = [
  speedRow({ name: 'settle-1', task: 'settle', jobs: 20_000, concurrency: 1, atLeast: 1 }),
  speedRow({ name: 'settle-10', task: 'settle', jobs: 40_000, concurrency: 10, atLeast: 1 }),
  speedRow({ name: 'settle-100', task: 'settle', jobs: 100_000, concurrency: 100, atLeast: 3.3 }),
  speedRow({ name: 'settle-500', task: 'settle', jobs: 100_000, concurrency: 500, atLeast: 4.5 }),
  speedRow({ name: 'enqueue-50', task: 'enqueue', jobs: 60_000, concurrency: 50, atLeast: 3 }),
  speedRow({ name: 'enqueue-bulk', task: 'enqueue_bulk', jobs: 100_000, concurrency: 1, atLeast: 4.5 }),
];
