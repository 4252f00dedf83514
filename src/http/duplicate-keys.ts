import { endOfString } from './json-strings';

/** How many members all objects in a value have together. @param value as JSON.parse makes them, not too deep */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value as readonly unknown[]) {
      if (typeof element === 'object') {
        count += countKeys(element);
      }
    }
    return count;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const key in members) {
    const member = members[key];
    count += 1;
    if (typeof member === 'object') {
      count += countKeys(member);
    }
  }
  return count;
}

/** A key that one object of the text has twice, however it is escaped; null if there is none. @param text well-formed */
export function duplicateKey(text: string): string | null {
  const objects: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') {
      objects.push(new Set());
    } else if (character === '}') {
      objects.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (/^\s*:/.test(text.slice(end + 1, end + 64))) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        const keys = objects.at(-1);
        if (keys?.has(key) === true) {
          return key;
        }
        keys?.add(key);
      }
      at = end;
    }
  }
  return null;
}
