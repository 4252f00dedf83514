import type { Browser } from 'playwright-core';
import { TestRedis } from '../../support/redis-server';
import { Service } from '../../support/service';
import { launchChromium } from './chromium';
import { WatchedPage, type Look } from './watched-page';

/** The built service on a Redis of its own, and a browser in front of it. */
export class DashboardBed {
  private readonly pages: WatchedPage[] = [];

  private constructor(
    readonly redis: TestRedis,
    readonly service: Service,
    readonly browser: Browser,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<DashboardBed> {
    const redis = await TestRedis.start();
    const [service, browser] = await Promise.all([
      Service.start({ env: { REDIS_URL: redis.url, LOG_LEVEL: 'warn', SLUICE_RATE_LIMIT: '0', ...env } }),
      launchChromium(),
    ]);
    return new DashboardBed(redis, service, browser);
  }

  get url(): string {
    return this.service.url;
  }

  /** Opens a page of the dashboard. @param path `/dashboard/jobs?…` */
  async open(path: string, look?: Look): Promise<WatchedPage> {
    const watched = await WatchedPage.open(this.browser, this.url, look);
    this.pages.push(watched);
    await watched.page.goto(this.url + path);
    await watched.page.locator('main h1').waitFor();
    return watched;
  }

  /** Asks the API, past the browser. */
  async call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: typeof body === 'string' ? body : JSON.stringify(body),
          }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }

  async enqueue(...jobs: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const answer = await this.call('POST', '/jobs/bulk', jobs);
    if (answer['created'] !== jobs.length) {
      throw new Error(JSON.stringify(answer));
    }
  }

  /** Closes the pages of a test, and fails it where one of them did what it must not. */
  async endTest(): Promise<void> {
    const faults = this.pages.flatMap((page) => page.faults);
    await Promise.all(this.pages.splice(0).map((page) => page.close()));
    if (faults.length > 0) {
      throw new Error(`the page did what it must not:\n${faults.join('\n')}`);
    }
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.service.kill();
    await this.redis.stop();
  }
}
