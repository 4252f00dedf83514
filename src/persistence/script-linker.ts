/**
 * Puts what a script includes where it costs least. A part of the library brings all its functions and tables; to
 * make one costs each call of the script, used or not, about as much as a small Redis command. So
 *
 * - what nothing uses is left out, and
 * - what only a seldom entered block uses (one with an `--@include` of its own) is made in that block.
 *
 * It knows the two forms that the library is written in: a function (`local function name(…)`, up to an `end` at the
 * same indentation, or on one line) and a constant (`local NAME = ` and a number, a string or a table). Anything that
 * it is not sure of stays: a name that occurs twice, stands in a string, or is hidden by another in between.
 */
export function link(text: string): string {
  let linked = withoutUnused(text);
  for (;;) {
    const place = PLACE.exec(linked);
    if (place === null) {
      return linked;
    }
    linked = sink(linked, place.index, place[1]?.length ?? 0);
  }
}

/** Marks the place in a block to which definitions that only this block uses are moved; alone on its line. */
export const PLACE_MARK = '--@place';

const PLACE = new RegExp(`^( *)${PLACE_MARK}\n`, 'm');

const DEFINITION = new RegExp(
  '^( *)(?:' +
    String.raw`local function (\w+)\((?:.* end|.*\n(?:(?!\1end$).*\n)*?\1end)` +
    '|' +
    String.raw`local ([A-Z]\w*) = (?:-?\d+|'[^']*'|\{(?:.*\}|\n(?:(?!\1\}$).*\n)*?\1\}))(?: *--.*)?` +
    ')\n+',
  'gm',
);

interface Definition {
  readonly name: string;
  readonly indent: number;
  readonly start: number;
  readonly end: number;
}

function withoutUnused(text: string): string {
  for (;;) {
    const words = placesOfWords(text);
    const unused = definitionsIn(text).filter((one) => usesOf(one, words).length === 0);
    if (unused.length === 0) {
      return text;
    }
    text = without(text, unused);
  }
}

function sink(text: string, place: number, indent: number): string {
  const body = text.indexOf('\n', place) + 1;
  const close = new RegExp(`^ {0,${indent - 1}}\\S`, 'm').exec(text.slice(body));
  const end = close === null ? text.length : body + close.index;
  const words = placesOfWords(text);
  const declared = [...text.slice(0, place).matchAll(/\blocal (?:function )?([\w, ]+)/g)].flatMap((found) =>
    (found[1] ?? '').split(',').map((name) => ({ name: name.trim(), at: found.index })),
  );
  const isHidden = (one: Definition): boolean => {
    const later = new Set(declared.filter(({ at }) => at >= one.end).map(({ name }) => name));
    const before = declared.filter(({ name, at }) => at < one.start && later.has(name));
    return before.some(({ name }) => (words.get(name) ?? []).some((at) => at >= one.start && at < one.end));
  };
  const candidates = definitionsIn(text)
    .filter((one) => one.end <= place && one.indent < indent)
    .filter((one) => !isHidden(one));
  // What only the block uses, or only what is moved already; the users stand behind what they use.
  const moved: Definition[] = [];
  for (const one of candidates.reverse()) {
    const isWithin = (at: number): boolean =>
      (at >= place && at < end) || moved.some((other) => at >= other.start && at < other.end);
    if (usesOf(one, words).every(isWithin)) {
      moved.unshift(one);
    }
  }
  const brought = moved.map((one) => text.slice(one.start, one.end)).join('');
  return without(text.slice(0, place), moved) + brought + text.slice(body);
}

function definitionsIn(text: string): Definition[] {
  return [...text.matchAll(DEFINITION)].map((found) => ({
    name: found[2] ?? found[3] ?? '',
    indent: (found[1] ?? '').length,
    start: found.index,
    end: found.index + found[0].length,
  }));
}

function placesOfWords(text: string): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { 0: word, index } of text.matchAll(/\w+/g)) {
    const known = places.get(word);
    if (known === undefined) {
      places.set(word, [index]);
    } else {
      known.push(index);
    }
  }
  return places;
}

/** Where the name stands outside its own definition. */
function usesOf({ name, start, end }: Definition, words: ReadonlyMap<string, number[]>): number[] {
  return (words.get(name) ?? []).filter((at) => at < start || at >= end);
}

function without(text: string, parts: readonly Definition[]): string {
  let kept = '';
  let at = 0;
  for (const { start, end } of parts) {
    kept += text.slice(at, start);
    at = end;
  }
  return kept + text.slice(at);
}
