/**
 * Numbers that JSON.parse would change (beyond 2^53, more digits than a double holds, `-0`, 1e400) keep the
 * digits that they came with. Uses the ES2026 proposal "JSON.parse source text access", which Node 24 has.
 */
interface SourceTextJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
}

const json = JSON as unknown as SourceTextJson;

/** Up to 15 significant digits without an exponent always survive: a double holds 15.95. */
const SUSPECT = /[0-9][eE][+-]?[0-9]|-0|[0-9.]{16}/;

/** Cheap, and may say yes for nothing (digits in a string); never says no wrongly. */
export function mayHoldInexactNumbers(text: string): boolean {
  return SUSPECT.test(text);
}

/** Like JSON.parse, with raw JSON texts in place of the numbers that it would change. */
export function exactNumbers(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !sameNumber(source, value)
      ? json.rawJSON(source)
      : value,
  );
}

function sameNumber(source: string, value: number): boolean {
  const written = JSON.stringify(value);
  return source === written || (Number.isFinite(value) && decimal(source) === decimal(written));
}

/** One text for all ways of writing the same decimal number. */
function decimal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') {
    return negative ? '-0' : '0';
  }
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${negative ? '-' : ''}${significant}e${scale}`;
}
