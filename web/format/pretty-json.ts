/** More than this many levels are shown as they came. */
const DEEPEST = 200;

/** Strings whole; numbers, words and marks one by one. */
const TOKENS = /"(?:[^"\\\p{Cc}]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]|\s+|./gsu;

/**
 * JSON text with line breaks and indents, and not a character of its values changed: numbers keep their digits, keys
 * their order and their doubles. null for what is not JSON, or too deep to be read anyway.
 */
export function prettyJson(text: string): string | null {
  const parts: string[] = [];
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (/^\s/.test(token)) {
      continue;
    }
    if (token === '}' || token === ']') {
      depth -= 1;
      const empty = before === '{' || before === '[';
      parts.push(empty ? token : `${line(depth)}${token}`);
    } else if (before === '{' || before === '[') {
      parts.push(`${line(depth)}${token}`);
      depth += isOpen(token) ? 1 : 0;
    } else if (isOpen(token)) {
      parts.push(token);
      depth += 1;
    } else if (token === ',') {
      parts.push(`,${line(depth)}`);
    } else if (token === ':') {
      parts.push(': ');
    } else if (!/^["\-\dtfn]/.test(token)) {
      return null;
    } else {
      parts.push(token);
    }
    if (depth > DEEPEST || depth < 0) {
      return null;
    }
    before = token;
  }
  return depth === 0 && parts.length > 0 ? parts.join('') : null;
}

const isOpen = (token: string): boolean => token === '{' || token === '[';

const line = (depth: number): string => `\n${'  '.repeat(Math.max(0, depth))}`;
