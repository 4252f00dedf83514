/**
 * Moves this process's time of day, and nothing else: timers and the monotonic clock stay as they are.
 *
 * @returns moves it further, as somebody does who sets the clock
 */
export function skewClock(byMs: number): (furtherMs: number) => void {
  const RealDate = Date;
  let skewMs = byMs;
  class SkewedDate extends RealDate {
    constructor(...args: readonly unknown[]) {
      const given = args.length === 0 ? [RealDate.now() + skewMs] : args;
      super(...(given as ConstructorParameters<typeof RealDate>));
    }

    static override now(): number {
      return RealDate.now() + skewMs;
    }
  }
  globalThis.Date = SkewedDate as DateConstructor;
  return (furtherMs) => {
    skewMs += furtherMs;
  };
}
