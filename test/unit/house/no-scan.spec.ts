import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const SRC = join(__dirname, '../../../src');
/** The one exception: a tool that operators start (src/persistence/audit/key-walk.ts says why). */
const AUDIT = join('persistence', 'audit') + sep;
/** As a command in Lua, or as a method of the client. */
const WALK = /\bcall\(\s*'(?:SCAN|KEYS)'|(?<!Object)\.(?:scan|scanStream|keys)\(\s*(?!\))/;

describe('requests and workers', () => {
  it('never walk all keys', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(?:ts|lua)$/.test(file),
    );
    const walking = files.filter((file) => WALK.test(readFileSync(join(SRC, file), 'utf8')));
    // Found there, so the pattern finds what it is for.
    expect(walking).toEqual([join(AUDIT, 'key-walk.ts')]);
  });
});
