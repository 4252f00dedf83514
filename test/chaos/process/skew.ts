/** Moves this process's time of day, and nothing else: timers and the monotonic clock stay as they are. */
export function skewClock(byMs: number): void {
  const RealDate = Date;
  class SkewedDate extends RealDate {
    constructor(...args: readonly unknown[]) {
      const given = args.length === 0 ? [RealDate.now() + byMs] : args;
      super(...(given as ConstructorParameters<typeof RealDate>));
    }

    static override now(): number {
      return RealDate.now() + byMs;
    }
  }
  globalThis.Date = SkewedDate as DateConstructor;
}
