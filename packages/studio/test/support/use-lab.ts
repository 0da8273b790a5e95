/// <reference lib="dom" />
import { expect } from 'vitest';
import type { StudioInBrowser } from './studio-in-browser.js';

/** Uses the controls of the page Lab up to the made image, on a run named `smallest`. */
export async function useLab(studio: StudioInBrowser): Promise<void> {
  const page = await studio.page('light', '/lab?source=smallest');
  const map = (name: string) =>
    page.evaluate((wanted) => {
      const canvas = document.querySelector(`[data-map="${wanted}"]`) as HTMLCanvasElement;
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      return Array.from(data).filter((_, i) => i % 4 < 3);
    }, name);
  const angles = () => page.locator('.lab-angle output').allTextContents();
  await page.waitForSelector('.lab >> text=is not hidden');
  await page.click('.lab-grasps button >> nth=1');
  await page.waitForSelector('text=Grasp 2 of');
  // A fingertip is dragged, and its finger bends.
  const before = await angles();
  const tip = await page.evaluate(() =>
    (
      window as unknown as { labView: { tipOnPage(finger: string): { x: number; y: number } } }
    ).labView.tipOnPage('index'),
  );
  await page.mouse.move(tip.x, tip.y);
  await page.mouse.down();
  await page.mouse.move(tip.x + 50, tip.y + 30, { steps: 3 });
  await page.mouse.up();
  await expect.poll(angles, { timeout: 30_000 }).not.toEqual(before);
  await page.check('.lab-fingers label:has-text("thumb") input', { force: true });
  await page.locator('.lab-angle input >> nth=3').fill('30');
  await expect.poll(async () => (await angles())[3], { timeout: 30_000 }).toBe('30°');
  // The view is turned, and the maps follow.
  const shown = await map('normal');
  await page.focus('.lab .scene');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => map('normal').then(String), { timeout: 30_000 }).not.toBe(String(shown));
  // The turn glides to its end.
  for (let before = ''; before !== String(await map('normal')); ) {
    before = String(await map('normal'));
    await page.waitForTimeout(1500);
  }
  await page.fill('.lab-wish input >> nth=0', '7');
  await page.click('[title="Another seed"]');
  await page.click('.lab-synthesis .button-main');
  await page.waitForSelector('.lab-reading button:not([disabled])');
  await page.close();
}
