import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerNote } from '../process/notes';

const NEWLINE = '\n';

/**
 * All notes of a run, file by file. A process that was killed within a write leaves at most a broken last
 * line: it had not been noted, and the run had not gone on.
 */
export function* readLedger(dir: string): Generator<LedgerNote> {
  for (const name of readdirSync(dir).filter((file) => file.endsWith('.ndjson'))) {
    const text = readFileSync(join(dir, name), 'utf8');
    for (const line of text.slice(0, text.lastIndexOf(NEWLINE) + 1).split(NEWLINE)) {
      if (line !== '') {
        yield JSON.parse(line) as LedgerNote;
      }
    }
  }
}
