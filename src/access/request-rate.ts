/** How many requests a second, and how many at once. */
export interface RateRule {
  readonly perSecond: number;
  readonly burst: number;
}

/** A bucket of requests that fills all the time: the requests that one process takes with one key. */
export class RequestRate {
  private left: number;
  private filledAt: number | null = null;

  constructor(private readonly rule: RateRule) {
    this.left = rule.burst;
  }

  isOf({ perSecond, burst }: RateRule): boolean {
    return this.rule.perSecond === perSecond && this.rule.burst === burst;
  }

  /**
   * Takes one.
   *
   * @param now monotonic ms
   * @returns 0: taken; else the time until there is one (ms)
   */
  take(now: number): number {
    const { perSecond, burst } = this.rule;
    const elapsed = now - (this.filledAt ?? now);
    this.left = Math.min(burst, this.left + (elapsed * perSecond) / 1000);
    this.filledAt = now;
    if (this.left >= 1) {
      this.left -= 1;
      return 0;
    }
    return ((1 - this.left) * 1000) / perSecond;
  }

  /** As draft-ietf-httpapi-ratelimit-headers has it: quota and the seconds that an empty bucket takes to fill. */
  headers(waitMs: number): Record<string, string> {
    const { perSecond, burst } = this.rule;
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    return {
      'Retry-After': String(seconds),
      'RateLimit-Policy': `"key";q=${burst};w=${Math.max(1, Math.ceil(burst / perSecond))}`,
      RateLimit: `"key";r=0;t=${seconds}`,
    };
  }
}
