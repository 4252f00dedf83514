import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { DashboardBed } from './dashboard-bed';
import { Scene } from './scene';

/** Of these there is all of the page, and not only what a screen shows. */
const WHOLE: ReadonlySet<string> = new Set(['overview', 'queue']);
/** Rates are known after some seconds. */
const SEEN_MS = 6_000;

/** Makes the pictures of docs/dashboard, each page in both themes, while the service is at work. */
export async function takePictures(
  bed: DashboardBed,
  pages: readonly { readonly name: string; readonly path: string }[],
  folder: string,
): Promise<void> {
  const scene = new Scene(bed);
  await scene.start();
  for (const { name, path } of pages) {
    const { page } = await bed.open(path);
    await page.setViewportSize({ width: 1440, height: 900 });
    await setTimeout(SEEN_MS);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`:root[data-theme="${colorScheme}"]`).waitFor();
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: WHOLE.has(name) });
    }
    await page.close();
  }
  await scene.stop();
}
