/**
 * Writes small things where they are used: a constant as its value, a function that only returns an expression as that
 * expression. Each call of a script makes all its functions, and the variables that they share, anew, and goes to each
 * function and back; what stands in place costs none of that. The sources stay as they are best read.
 *
 * It knows constants in capitals (a number or a string) and functions `local function name(…) return … end` on one line
 * or on three. Anything that it is not sure of stays: a name that is declared twice, a function that may return several
 * values, an argument that would be worked out twice or only sometimes, a call that is a statement of its own.
 */
export function inline(text: string): string {
  const times = declarationsIn(text);
  let inlined = inlineConstants(text, times);
  // In the order of the text: what stands in an expression is in place before the expression is put in place itself.
  let from = 0;
  for (const [, , name = ''] of inlined.matchAll(RETURNING)) {
    const found = definitionOf(inlined, name, from);
    if (found !== null) {
      from = found.end;
      inlined =
        times.get(name) === 1 && isClear(found, times) ? inlineFunction(inlined, name, found) : inlined;
    }
  }
  return inlined;
}

const CONSTANT = /^ *local ([A-Z][A-Z0-9_]*) = (-?\d+|'[^'\\\n]*')(?: *--.*)?\n/gm;

const RETURNING =
  /^( *)local function (\w+)\(([\w, ]*)\)(?: return ([^\n]+) end\n|\n *return ([^\n]+)\n\1end\n)/gm;

/** Strings and comments. */
const QUOTED = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|--[^\n]*`;

/** Words, and what may look like words and is not. */
const TOKEN = new RegExp(String.raw`(?<!\.)[.:][A-Za-z_]\w*|${QUOTED}|[A-Za-z_]\w*`, 'g');
const BRACKET = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[(){}[\],]/g;

const WORD = /^[A-Za-z_]\w*$/;
const KEYWORDS = new Set(['and', 'or', 'not', 'nil', 'true', 'false']);

/** Behind these an expression begins, not a statement. */
const OPENS_EXPRESSION = /(?:[,(={+*/%^<>~[#-]|\.\.|\b(?:and|or|not|return|if|elseif|while|until|in))\s*$/;

/** May be worked out twice, and stands anywhere without brackets. */
const SIMPLE = /^(?:\w+|'[^'\\\n]*')$/;

/** Whether something is worked out depends on something else. */
const SOMETIMES = /\b(?:and|or)\b/;

/** What is called here returns one value. */
const ONE_VALUE = /^(?:call|sub|format|floor|tonumber|bit\.\w+|math\.\w+)\(/;
const ONLY_A_CALL = /^[\w.]+\(/;

interface Returning {
  readonly parameters: readonly string[];
  readonly expression: string;
  readonly end: number;
}

interface Call {
  readonly end: number;
  readonly arguments: readonly string[];
}

type Declarations = ReadonlyMap<string, number>;

/** A script within another one may declare the same constants again. */
function inlineConstants(text: string, times: Declarations): string {
  const found = [...text.matchAll(CONSTANT)].map(([, name = '', value = '']) => ({ name, value }));
  // In brackets: `-` in front of it would make it a comment.
  const values = new Map(
    found.map(({ name, value }) => [name, value.startsWith('-') ? `(${value})` : value]),
  );
  for (const { name, value } of found) {
    const same = found.filter((one) => one.name === name && one.value === value);
    if (same.length !== times.get(name)) {
      values.delete(name);
    }
  }
  if (values.size === 0) {
    return text;
  }
  const without = text.replace(CONSTANT, (line, name: string) => (values.has(name) ? '' : line));
  // Not by `withWords`: a script has thousands of words, and a process links many scripts as it starts.
  const names = new RegExp(`${QUOTED}|(?<![\\w:]|(?<!\\.)\\.)(?:${[...values.keys()].join('|')})\\b`, 'g');
  return without.replace(names, (word) => values.get(word) ?? word);
}

function inlineFunction(text: string, name: string, found: Returning): string {
  const called = `${name}(`;
  const written = (code: string): string => {
    const parts: string[] = [];
    let from = 0;
    for (let at = code.indexOf(called); at >= 0; at = code.indexOf(called, Math.max(from, at + 1))) {
      const call = isExpression(code, at) ? readCall(code, at + name.length) : null;
      const expression = call === null ? null : expressionFor(found, call.arguments.map(inArgument));
      if (call !== null && expression !== null) {
        parts.push(code.slice(from, at), `(${expression})`);
        from = call.end;
      }
    }
    return from === 0 ? code : parts.join('') + code.slice(from);
  };
  // With its bracket, behind which an expression begins.
  const inArgument = (argument: string): string => written(`(${argument}`).slice(1);
  return text.slice(0, found.end) + written(text.slice(found.end));
}

/** The expression with these arguments in it; null where that could mean something else. */
function expressionFor({ parameters, expression }: Returning, given: readonly string[]): string | null {
  if (given.length !== parameters.length) {
    return null;
  }
  const words = wordsOf(expression);
  const isOnce = (parameter: string) => words.filter((word) => word === parameter).length === 1;
  const isSafe = (argument: string, at: number) =>
    SIMPLE.test(argument) || (isOnce(parameters[at] ?? '') && !SOMETIMES.test(expression));
  if (!given.every(isSafe)) {
    return null;
  }
  const grouped = given.map((argument) => (SIMPLE.test(argument) ? argument : `(${argument})`));
  return withWords(expression, new Map(parameters.map((parameter, at) => [parameter, grouped[at] ?? ''])));
}

/** Whether it is one value, and all names in it mean the same wherever it is called. */
function isClear({ parameters, expression }: Returning, times: Declarations): boolean {
  const isOne =
    partsOf(`(${expression})`, 0)?.parts.length === 1 &&
    (!ONLY_A_CALL.test(expression) || ONE_VALUE.test(expression));
  return (
    isOne &&
    !expression.includes('...') &&
    !expression.includes('--') &&
    wordsOf(expression).every((word) => parameters.includes(word) || (times.get(word) ?? 0) <= 1)
  );
}

function definitionOf(text: string, name: string, from: number): Returning | null {
  const start = text.lastIndexOf('\n', text.indexOf(`local function ${name}(`, from)) + 1;
  const pattern = new RegExp(RETURNING.source, 'my');
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  if (found?.[2] !== name) {
    return null;
  }
  return {
    parameters: namesIn(found[3] ?? ''),
    expression: found[4] ?? found[5] ?? '',
    end: pattern.lastIndex,
  };
}

/** Whether the name there, of this length or longer, is called as a part of an expression. */
function isExpression(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const quotes = text.slice(lineStart, at).split("'").length - 1;
  const before = text.slice(Math.max(0, at - 120), at);
  return !/[\w.:]/.test(before.at(-1) ?? ' ') && quotes % 2 === 0 && OPENS_EXPRESSION.test(before);
}

function readCall(text: string, open: number): Call | null {
  const found = partsOf(text, open);
  if (found === null) {
    return null;
  }
  const { parts, end } = found;
  return { end, arguments: parts.length === 1 && parts[0] === '' ? [] : parts };
}

/** What stands between the bracket there and the one that closes it, by its commas. */
function partsOf(text: string, open: number): { parts: string[]; end: number } | null {
  const pattern = new RegExp(BRACKET.source, 'g');
  pattern.lastIndex = open;
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const { 0: sign, index } = found;
    if ('({['.includes(sign)) {
      depth += 1;
    } else if (sign === ',' && depth === 1) {
      parts.push(text.slice(from, index).trim());
      from = index + 1;
    } else if (')}]'.includes(sign)) {
      depth -= 1;
      if (depth === 0) {
        parts.push(text.slice(from, index).trim());
        return { parts, end: index + 1 };
      }
    }
  }
  return null;
}

function withWords(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(TOKEN, (word) => values.get(word) ?? word);
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(TOKEN)]
    .map(([word]) => word)
    .filter((word) => WORD.test(word) && !KEYWORDS.has(word));
}

const DECLARATION =
  /\blocal function (\w+)\(([\w, ]*)\)|\blocal ([\w, ]+)|\bfunction *[\w.]*\(([\w, ]*)\)|\bfor ([\w, ]+?) (?:in|=)/g;

/** How often each name is declared: as a variable, a function or a parameter. */
function declarationsIn(text: string): Map<string, number> {
  const times = new Map<string, number>();
  for (const [, ...lists] of text.matchAll(DECLARATION)) {
    for (const name of lists.flatMap((list: string | undefined) => namesIn(list ?? ''))) {
      times.set(name, (times.get(name) ?? 0) + 1);
    }
  }
  return times;
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
