/**
 * Puts what a script includes where it costs least. A part of the library brings all its functions and tables; to
 * make one costs each call of the script, used or not, about as much as a small Redis command. So
 *
 * - what nothing uses is left out, and
 * - what only a seldom entered block uses (one with an `--@include` of its own, or a line `--@place`) is made in that block.
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
  const definitions = definitionsIn(text);
  const words = placesOf(new Set(definitions.map(({ name }) => name)), text);
  const unused = new Set<Definition>();
  for (;;) {
    // What only those use that go goes, too.
    const found = definitions.filter(
      (one) => !unused.has(one) && usesOf(one, words).every((at) => isWithin(unused, at)),
    );
    if (found.length === 0) {
      return without(
        text,
        definitions.filter((one) => unused.has(one)),
      );
    }
    found.forEach((one) => unused.add(one));
  }
}

function sink(text: string, place: number, indent: number): string {
  const body = text.indexOf('\n', place) + 1;
  const close = new RegExp(`^ {0,${indent - 1}}\\S`, 'm').exec(text.slice(body));
  const end = close === null ? text.length : body + close.index;
  const candidates = definitionsIn(text).filter((one) => one.end <= place && one.indent < indent);
  const declared = declaredBefore(place, text);
  const words = placesOf(new Set(candidates.map(({ name }) => name)), text);
  // What only the block uses, or only what is moved already; the users stand behind what they use.
  const moved: Definition[] = [];
  for (const one of candidates.reverse()) {
    const isOnlyHere = usesOf(one, words).every((at) => (at >= place && at < end) || isWithin(moved, at));
    if (isOnlyHere && !isHidden(text, one, declared)) {
      moved.unshift(one);
    }
  }
  const brought = moved.map((one) => text.slice(one.start, one.end)).join('');
  return without(text.slice(0, place), moved) + brought + text.slice(body);
}

/** Every name that is declared before a place, with where. */
function declaredBefore(place: number, text: string): Map<string, number[]> {
  const declared = new Map<string, number[]>();
  for (const { 1: names = '', index } of text.slice(0, place).matchAll(/\blocal (?:function )?([\w, ]+)/g)) {
    for (const name of names.split(',')) {
      push(declared, name.trim(), index);
    }
  }
  return declared;
}

/** Whether it uses a name which it sees declared before it, and which is declared again between it and the place. */
function isHidden(
  text: string,
  { start, end, indent }: Definition,
  declared: ReadonlyMap<string, readonly number[]>,
): boolean {
  const used = new Set(text.slice(start, end).match(/\w+/g));
  return [...used].some((name) => {
    const places = declared.get(name) ?? [];
    // What is further in is inside of another function, or of a block that has ended.
    const isSeen = () => places.some((at) => at < start && indentAt(text, at) <= indent);
    return (places.at(-1) ?? -Infinity) >= end && isSeen();
  });
}

function indentAt(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at) + 1;
  return text.slice(start, at).search(/\S|$/);
}

function definitionsIn(text: string): Definition[] {
  return [...text.matchAll(DEFINITION)].map((found) => ({
    name: found[2] ?? found[3] ?? '',
    indent: (found[1] ?? '').length,
    start: found.index,
    end: found.index + found[0].length,
  }));
}

/** Where each of these names stands, as a whole word. By hand: a pattern's match of each word takes three times as long. */
function placesOf(names: ReadonlySet<string>, text: string): Map<string, number[]> {
  const places = new Map<string, number[]>();
  let start = -1;
  for (let at = 0; at <= text.length; at += 1) {
    if (isWordCode(text.charCodeAt(at))) {
      start = start < 0 ? at : start;
    } else if (start >= 0) {
      const word = text.slice(start, at);
      if (names.has(word)) {
        push(places, word, start);
      }
      start = -1;
    }
  }
  return places;
}

/** Of `\w`; behind the end there is no code. */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}

function push(places: Map<string, number[]>, name: string, at: number): void {
  const known = places.get(name);
  if (known === undefined) {
    places.set(name, [at]);
  } else {
    known.push(at);
  }
}

/** Where the name stands outside its own definition. */
function usesOf({ name, start, end }: Definition, words: ReadonlyMap<string, readonly number[]>): number[] {
  return (words.get(name) ?? []).filter((at) => at < start || at >= end);
}

function isWithin(definitions: Iterable<Definition>, at: number): boolean {
  for (const { start, end } of definitions) {
    if (at >= start && at < end) {
      return true;
    }
  }
  return false;
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
