import { join } from 'node:path';
import {
  countsCheck,
  dedupCheck,
  groupsCheck,
  indexesCheck,
  indexMembersCheck,
  indexOwnersCheck,
  jobsCheck,
  lifetimesCheck,
  membersCheck,
  parkedCheck,
  queuesCheck,
  schedulesCheck,
  weightsCheck,
} from '../../../src/persistence/audit/audit.commands';
import { FINDING_KINDS } from '../../../src/persistence/audit/finding';
import { loadScripts } from '../../../src/persistence/script-source';

const scripts = loadScripts({}, join(__dirname, '../../../src/persistence/audit/scripts'));
const checks = [
  ...[countsCheck, dedupCheck, groupsCheck, jobsCheck, lifetimesCheck, membersCheck, parkedCheck],
  ...[indexesCheck, indexMembersCheck, indexOwnersCheck, queuesCheck, schedulesCheck, weightsCheck],
];

describe('the checks of the auditor', () => {
  it('are one for each script', () => {
    expect(checks.map(({ script }) => script).sort()).toEqual([...scripts.keys()].sort());
  });

  it.each(checks.map(({ script, argv }) => [script, argv]))('%s takes what its script says', (name, argv) => {
    expect(scripts.get(name)?.header).toMatchObject({ keys: 'meta, absent', argv, flags: ['allow-oom'] });
  });

  it('know every kind that a script can report', () => {
    const text = [...scripts.values()].map((script) => script.text).join('\n');
    const reported = [...text.matchAll(/\breport\(\s*'(\w+)'/g)].map(([, kind]) => kind);
    expect([...new Set(reported)].sort()).toEqual(Object.keys(FINDING_KINDS).sort());
  });

  it('do not take an answer of another release for a finding of theirs', () => {
    expect(() =>
      jobsCheck.decode(['news', 'a', 'b', '0'], { repair: false, overdueMs: 0, ids: [] }, false),
    ).toThrow('no known kind');
  });
});
