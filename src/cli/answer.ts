import { exactNumbers } from '../http/exact-numbers';

/** A JSON object of the server, not trusted to have any field. */
export type Fields = Readonly<Record<string, unknown>>;

/** JSON whose numbers keep their digits, also beyond 2^53. @throws {SyntaxError} */
export function parseAnswer(text: string): Fields {
  return fieldsOf(exactNumbers(text));
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function rowsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** As people read it: strings bare, nothing for null, the rest as JSON. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

export function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
