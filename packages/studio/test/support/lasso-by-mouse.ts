/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Pixels from the map's sides: its corners are round, and nothing is pressed beside them. */
const INSIDE = 14;

/** Counts of one object's poses, as `select/selection.json` has them. */
interface Counts {
  name: string;
  realPoses: number;
  syntheticPoses: number;
}

/**
 * Draws a lasso with the mouse round the left one of two objects' poses on the map, then presses a point.
 *
 * @param page shows the map with all kinds of poses.
 */
export async function lassoByMouse(page: Page, objects: readonly Counts[]): Promise<void> {
  expect(objects).toHaveLength(2);
  const canvas = page.locator('.pose-map canvas').first();
  await canvas.focus();
  await page.keyboard.press('Escape');
  await page.waitForSelector('.pose-card', { state: 'detached' });
  await page.keyboard.press('0');
  await page.check('.map-tools label:has-text("Lasso") input', { force: true });
  await page.waitForSelector('.pose-map[data-tool=lasso]');
  const { x, y, width, height } = await seenBox(page);
  await page.mouse.move(x + INSIDE, y + INSIDE);
  await page.mouse.down();
  for (const [right, down] of [
    [width / 2, INSIDE],
    [width / 2, height - INSIDE],
    [INSIDE, height - INSIDE],
  ]) {
    await page.mouse.move(x + right, y + down, { steps: 6 });
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.mouse.up();
  await page.waitForSelector('text=poses in the lasso');
  const [left] = objects;
  const list = page.locator('.map-side section').first();
  await expect
    .poll(() => list.locator('h2').textContent(), { timeout: 60_000 })
    .toBe(`${left.realPoses + left.syntheticPoses} poses in the lasso`);
  // Each is listed, and all are of the object that was drawn round.
  const wanted = Math.min(200, left.realPoses + left.syntheticPoses);
  await expect.poll(() => list.locator('tbody tr').count(), { timeout: 60_000 }).toBe(wanted);
  const named = await list.locator('tbody td:nth-child(2)').allTextContents();
  expect(new Set(named)).toEqual(new Set([left.name.replace(/^\d+_/, '').replaceAll('_', ' ')]));
  await list.locator('button:has-text("Clear")').click();
  await page.check('.map-tools label:has-text("Move") input', { force: true });
  await page.waitForSelector('.pose-map[data-tool=move]');
  await pressPoint(page);
  await page.waitForSelector('.pose-card');
}

/** The part of the map that is in the window, once it stands still. */
async function seenBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const map = page.locator('.pose-map');
  await map.scrollIntoViewIfNeeded();
  const box = () => map.boundingBox().then((found) => found as NonNullable<typeof found>);
  let last = '';
  await expect
    .poll(async () => {
      const now = JSON.stringify(await box());
      const still = now === last;
      last = now;
      return still;
    })
    .toBe(true);
  return box();
}

/** Presses the first point under the mouse on its way across the map. */
async function pressPoint(page: Page): Promise<void> {
  const { x, y, width, height } = await seenBox(page);
  const canvas = page.locator('.pose-map canvas').first();
  for (let step = 0; step < 400; step++) {
    await page.mouse.move(x + (step % 20) * (width / 20) + 5, y + Math.floor(step / 20) * (height / 20) + 5);
    if ((await canvas.evaluate((node) => node.style.cursor)) !== 'pointer') continue;
    await page.mouse.down();
    await page.mouse.up();
    return;
  }
  throw new Error('no point under the mouse');
}
