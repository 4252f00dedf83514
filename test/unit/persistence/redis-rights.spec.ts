import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScripts } from '../../../src/persistence/script-source';
import { neededCalls, SCRIPT_COMMANDS } from '../../../src/persistence/redis-rights';

describe('the rights that Sluice needs', () => {
  it('are those of the commands that its scripts use', () => {
    const used = [...loadScripts().values()].flatMap(({ text }) =>
      [...text.matchAll(/\bcall\(\s*'([A-Z]+)'/g)].map(([, name]) => name ?? ''),
    );
    expect([...SCRIPT_COMMANDS].sort()).toEqual([...new Set(used)].sort());
  });

  it('are all in the line of the docs, and no others but those that it can do without', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'redis.md'), 'utf8');
    const line = /^user sluice .*$/m.exec(page)?.[0] ?? '';
    const given = [...line.matchAll(/\+(\S+)/g)].map(([, name]) => name ?? '');
    const needed = neededCalls('cluster').map((call) => {
      const [name = '', sub = ''] = call.toLowerCase().split(' ');
      return ['client', 'cluster'].includes(name) ? `${name}|${sub}` : name;
    });
    const spare = ['client|setname', 'config|get', 'info'];
    expect(given.sort()).toEqual([...new Set([...needed, ...spare])].sort());
  });
});
