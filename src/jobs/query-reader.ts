import { invalid, type FieldError } from '../http/problem';

/** Reads query parameters one by one and notes each that is wrong; {@link finish} refuses them together. */
export class QueryReader {
  private readonly errors: FieldError[] = [];

  constructor(
    private readonly query: Readonly<Record<string, unknown>>,
    known: readonly string[],
  ) {
    for (const name of Object.keys(query)) {
      if (!known.includes(name)) {
        this.errors.push({ parameter: name.slice(0, 128), detail: 'is not a known parameter' });
      }
    }
  }

  /** null where it is absent, or wrong (which is noted). */
  read<T>(name: string, parse: (text: string) => T | null, detail: string): T | null {
    if (!Object.hasOwn(this.query, name)) {
      return null;
    }
    const value = this.query[name];
    const parsed = typeof value === 'string' ? parse(value) : null;
    if (parsed === null) {
      this.errors.push({ parameter: name, detail });
    }
    return parsed;
  }

  integer(name: string, range: { readonly min: number; readonly max: number }): number | null {
    const parse = (text: string) => {
      const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
      return number >= range.min && number <= range.max ? number : null;
    };
    return this.read(name, parse, `must be an integer from ${range.min} to ${range.max}`);
  }

  /** @throws {ProblemError} `invalid`, if anything was wrong. */
  finish(): void {
    if (this.errors.length > 0) {
      throw invalid(this.errors);
    }
  }
}

/**
 * For routes that read nothing there: what somebody says in the wrong place (`?dry_run=true`) must not be passed over.
 *
 * @throws {ProblemError} `invalid`, naming each parameter.
 */
export function refuseParameters(query: Readonly<Record<string, unknown>>): void {
  new QueryReader(query, []).finish();
}
