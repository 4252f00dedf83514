const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PATTERN = /^(\d{1,15})(ms|s|m|h|d)?$/;

/** `1500`, `1500ms`, `90s`, `5m`, `2h`, `1d` → ms; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, digits, unit] = PATTERN.exec(text) ?? [];
  if (digits === undefined) {
    return null;
  }
  const ms = Number(digits) * UNITS[(unit ?? 'ms') as keyof typeof UNITS];
  return Number.isSafeInteger(ms) ? ms : null;
}

/** How long, for people: `850ms`, `12s`, `3m`, `5h`, `2d`. */
export function span(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) {
    return `${Math.round(size)}ms`;
  }
  const [unit, length] =
    size < 120_000
      ? (['s', UNITS.s] as const)
      : size < 2 * UNITS.h
        ? (['m', UNITS.m] as const)
        : size < 2 * UNITS.d
          ? (['h', UNITS.h] as const)
          : (['d', UNITS.d] as const);
  return `${Math.floor(size / length)}${unit}`;
}

/** From a moment of the server until now: `12s ago`, `in 5m`; empty for none. */
export function since(moment: unknown, now = Date.now()): string {
  const at = typeof moment === 'string' ? Date.parse(moment) : NaN;
  if (Number.isNaN(at)) {
    return '';
  }
  return at > now ? `in ${span(at - now)}` : `${span(now - at)} ago`;
}
