import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const CSS = readFileSync(join(__dirname, '..', '..', '..', 'web', 'styles', 'tokens.css'), 'utf8');
const SURFACES = ['bg', 'surface', 'sunk'];
const STATES = ['scheduled', 'blocked', 'queued', 'in_progress', 'completed', 'failed', 'cancelled'];

type Tokens = Readonly<Record<string, string>>;

function tokens(selector: string): Tokens {
  const [, body = ''] =
    new RegExp(`^${selector.replace(/[[\]]/g, '\\$&')} \\{([^}]*)\\}`, 'm').exec(CSS) ?? [];
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

function channels(hex: string): [number, number, number] {
  const at = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red, green, blue] = channels(hex).map(linear) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Brettel, Viénot and Mollon's way in the simple form of Viénot (1999), on linear light. */
const SIMULATIONS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

function lab(hex: string, simulation: readonly (readonly number[])[]): [number, number, number] {
  const light = channels(hex).map(linear);
  const [r = 0, g = 0, b = 0] = simulation.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, factor, i) => sum + factor * (light[i] ?? 0), 0),
      ),
    ),
  );
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The distance in CIELAB (1976); 12 and more is plain to see side by side. */
function distance(one: string, other: string, simulation: readonly (readonly number[])[]): number {
  const [a, b] = [lab(one, simulation), lab(other, simulation)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe.each([
  ['light', tokens(':root')],
  ['dark', tokens(":root[data-theme='dark']")],
])('the colours of the %s theme', (_name, colors) => {
  const of = (name: string) => colors[name] ?? '';
  const pairs = (names: readonly string[], on: readonly string[]) =>
    names.flatMap((name) =>
      on.map((ground) => [`${name} on ${ground}`, contrast(of(name), of(ground))] as const),
    );
  const below = (list: readonly (readonly [string, number])[], least: number) =>
    list.filter(([, ratio]) => !(ratio >= least));

  it('lets text be read', () => {
    expect(below(pairs(['ink', 'ink-2', 'ink-3', 'accent'], SURFACES), 4.5)).toEqual([]);
    expect(below(pairs(['warning-ink'], ['warning-fill']), 4.5)).toEqual([]);
    expect(below(pairs(['on-accent'], ['accent']), 4.5)).toEqual([]);
    expect(below(pairs(['on-danger'], ['danger']), 4.5)).toEqual([]);
    expect(below(pairs(['danger'], ['surface']), 4.5)).toEqual([]);
  });

  it('lets glyphs and edges be seen', () => {
    expect(below(pairs([...STATES, 'edge'], SURFACES), 3)).toEqual([]);
  });

  it.each(Object.keys(SIMULATIONS))('keeps the states apart for eyes with %s vision', (vision) => {
    const simulation = SIMULATIONS[vision] ?? [];
    const near = STATES.flatMap((one, i) =>
      STATES.slice(i + 1).map(
        (other) => [`${one} ${other}`, distance(of(one), of(other), simulation)] as const,
      ),
    ).filter(([, far]) => far < 12);
    expect(near).toEqual([]);
  });
});
