import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height?: number;
  /** Timers of the page wait for the test to say that time passes (`page.clock`). */
  readonly virtualTime?: boolean;
}

export const DESKTOP: Look = { theme: 'light', width: 1440, height: 1000 };

/**
 * A page that notes whatever must not happen: errors, broken security policies, dialogs, requests to others. The
 * list is empty at the end of a good test.
 */
export class WatchedPage {
  readonly faults: string[] = [];
  /** All requests that it made. */
  readonly requests: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {}

  static async open(browser: Browser, origin: string, look: Look = DESKTOP): Promise<WatchedPage> {
    const context = await browser.newContext({
      viewport: { width: look.width, height: look.height ?? 900 },
      colorScheme: look.theme,
      reducedMotion: 'reduce',
      timezoneId: 'Europe/Paris',
    });
    const page = await context.newPage();
    if (look.virtualTime === true) {
      await page.clock.install();
    }
    const watched = new WatchedPage(page, context);
    await watched.watch(origin);
    return watched;
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private async watch(origin: string): Promise<void> {
    const { page, faults } = this;
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => faults.push(`popup: ${popup.url()}`));
    page.on('console', (message) => {
      // What the browser says of an answer that the page itself shows and handles.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        faults.push(`console: ${message.text()}`);
      }
    });
    page.on('request', (request) => {
      this.requests.push(`${request.method()} ${request.url()}`);
      if (new URL(request.url()).origin !== origin && !request.url().startsWith('blob:')) {
        faults.push(`foreign request: ${request.url()}`);
      }
    });
    await page.exposeFunction('reportViolation', (text: string) => faults.push(`policy: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const report = (window as unknown as { reportViolation: (text: string) => void }).reportViolation;
        report(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }
}
