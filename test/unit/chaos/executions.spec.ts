import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executionsOf } from '../../chaos/ledger/executions';
import { readLedger } from '../../chaos/ledger/read-ledger';
import { judge } from '../../chaos/ledger/verdict';
import type { LedgerNote } from '../../chaos/process/notes';
import { evidenceOf } from './ledger-evidence';

const run = { id: 'a', token: 't', worker: 'w', wall: '' };
const start: LedgerNote = { ...run, kind: 'start', attempt: 1, at: 10 };

describe('the ledger', () => {
  let dir: string;

  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'sluice-ledger-'))));
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('puts the notes of a run together, and tells runs of one job apart by their token', () => {
    const { executions, startedAgain } = executionsOf([
      start,
      { ...run, kind: 'abort', reason: 'lease_lost', at: 12 },
      { ...run, kind: 'end', how: 'aborted', at: 13 },
      { ...start, token: 'u', at: 20 },
    ]);

    expect(startedAgain).toEqual([]);
    expect(executions).toMatchObject([
      { token: 't', startedAt: 10, abortedAt: 12, abortReason: 'lease_lost', endedAt: 13, how: 'aborted' },
      { token: 'u', startedAt: 20, abortedAt: null, endedAt: null, how: null },
    ]);
  });

  it('finds a claim that was carried out twice', () => {
    const { executions, startedAgain } = executionsOf([start, { ...start, worker: 'x' }]);
    const evidence = { ...evidenceOf({ sent: [{ id: 'a' }], stored: [{ id: 'a' }] }), executions };

    expect(judge(evidence, startedAgain).violations.map(({ rule }) => rule)).toContain('one claim, two runs');
  });

  it('does not take an end without a start for anything', () => {
    expect(() => executionsOf([{ ...run, kind: 'end', how: 'returned', at: 1 }])).toThrow('no start');
  });

  it('reads all files, but not a line that a kill cut off', () => {
    appendFileSync(join(dir, 'w.1.ndjson'), `${JSON.stringify(start)}\n{"kind":"en`);
    appendFileSync(join(dir, 'w.2.ndjson'), `${JSON.stringify({ ...start, token: 'u' })}\n`);

    expect([...readLedger(dir)].map(({ token }) => token).sort()).toEqual(['t', 'u']);
  });
});
