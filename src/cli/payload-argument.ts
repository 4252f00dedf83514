import { readFileSync } from 'node:fs';
import { usage } from './failure';

/** JSON text as it was given: as it stands, `@file`, or `-` for standard input. @throws {CliFailure} `usage` */
export function readPayload(argument: string): string {
  if (argument !== '-' && !argument.startsWith('@')) {
    return requireJson('the payload', argument);
  }
  const file = argument === '-' ? 0 : argument.slice(1);
  try {
    return requireJson(file === 0 ? 'standard input' : argument.slice(1), readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw usage(`the payload cannot be read: ${error.message}`);
    }
    throw error;
  }
}

/** @throws {CliFailure} `usage` where it is no JSON */
export function requireJson(what: string, text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw usage(`${what} is not JSON (a string needs its quotes: '"text"')`);
  }
}
