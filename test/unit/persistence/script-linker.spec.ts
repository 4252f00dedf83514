import { link, PLACE_MARK } from '../../../src/persistence/script-linker';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

describe('link', () => {
  it('leaves out functions and constants that nothing uses, and what only those use', () => {
    const text = lines(
      "local UNUSED = { 'a' }",
      'local function deep()',
      '  return UNUSED',
      'end',
      'local function shallow() return deep() end',
      'local function used()',
      '  return 1',
      'end',
      'return used()',
    );
    expect(link(text)).toBe(lines('local function used()', '  return 1', 'end', 'return used()'));
  });

  it('keeps what a string may mean, and every state that a part holds', () => {
    const text = lines('local batches = {}', 'local function move() return 1 end', "return 'move'");
    expect(link(text)).toBe(text);
  });

  it('moves what only a seldom entered block uses into it, in the old order', () => {
    const text = lines(
      'local function often() return 1 end',
      'local function first() return often() end',
      'local function second() return first() end',
      'if often() then',
      `  ${PLACE_MARK}`,
      '  local function third() return second() end',
      '  return third()',
      'end',
      'return 2',
    );
    expect(link(text)).toBe(
      lines(
        'local function often() return 1 end',
        'if often() then',
        'local function first() return often() end',
        'local function second() return first() end',
        '  local function third() return second() end',
        '  return third()',
        'end',
        'return 2',
      ),
    );
  });

  it('moves what has variables of names that others have inside of them', () => {
    const text = lines(
      'local function before()',
      '  local ids = 1',
      '  return ids',
      'end',
      'local function moved()',
      '  local ids = 2',
      '  return ids',
      'end',
      'local function between()',
      '  local ids = 3',
      '  return ids',
      'end',
      'if before() and between() then',
      `  ${PLACE_MARK}`,
      '  return moved()',
      'end',
    );
    expect(link(text).indexOf('local function moved')).toBeGreaterThan(link(text).indexOf('if before()'));
  });

  it('moves nothing that is used behind the block, or whose names mean something else there', () => {
    const text = lines(
      'local now = 5',
      'local function later() return 1 end',
      'local function moment() return now end',
      'if true then',
      '  local now = 6',
      `  ${PLACE_MARK}`,
      '  return moment() + later() + now',
      'end',
      'return later()',
    );
    expect(link(text)).toBe(text.replace(`  ${PLACE_MARK}\n`, ''));
  });
});
