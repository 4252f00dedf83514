/** What can be read of anything that was thrown: `instanceof` is no help across the borders of realms. */
export interface Cause {
  readonly message: string;
  /** Of a system error, `ECONNREFUSED` say. */
  readonly code: string | null;
}

/** Most errors that are looked at. */
const DEEPEST = 20;

/** An error and all that lies under it (`cause`, and what an AggregateError gathers), the outermost first. */
export function causesOf(thrown: unknown): Cause[] {
  const found: Cause[] = [];
  const line: unknown[] = [thrown];
  while (line.length > 0 && found.length < DEEPEST) {
    const one = line.shift();
    if (typeof one !== 'object' || one === null) {
      continue;
    }
    const { message, code, cause, errors } = one as Readonly<Record<string, unknown>>;
    found.push({
      message: typeof message === 'string' ? message : '',
      code: typeof code === 'string' ? code : null,
    });
    line.push(cause, ...(Array.isArray(errors) ? (errors as unknown[]) : []));
  }
  return found;
}

/** The deepest word on why: what lies under fetch's "fetch failed". */
export function reasonOf(thrown: unknown): string {
  const words = causesOf(thrown).map(({ message }) => message);
  return words.filter((word) => word !== '').at(-1) ?? String(thrown);
}
