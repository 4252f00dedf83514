import { openSync, writeSync } from 'node:fs';
import type { LedgerNote } from './notes';

/** One line, one write, at the end of the file: what was noted survives a SIGKILL of the process. */
export class LedgerFile {
  private readonly descriptor: number;

  constructor(path: string) {
    this.descriptor = openSync(path, 'a');
  }

  write(note: LedgerNote): void {
    writeSync(this.descriptor, `${JSON.stringify(note)}\n`);
  }
}
