#!/usr/bin/env node
import { run } from './run';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `sluice jobs --all | head`: whoever read has enough.
  if (error.code === 'EPIPE') {
    process.exit();
  }
  throw error;
});

void run(process.argv);
