/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { childOf } from './child-of.js';
import type { StudioInBrowser } from './studio-in-browser.js';

/** The engine begins with opening a denoiser: on a busy machine, minutes. */
const AT_LENGTH = { timeout: 5 * 60_000 };
/** Takes so long that it is still at work when the other tab has been used. */
const LONG = { seed: 1, steps: 1000 };

/** Two tabs at the one engine, and an engine that falls, on a run named `smallest`. */
export async function useEngine(studio: StudioInBrowser): Promise<void> {
  const [one, other] = [await openLab(studio), await openLab(studio)];
  // One at a time: the other tab is told that it waits, and shows nothing of what is made meanwhile.
  await synthesise(one, LONG);
  await expect.poll(() => status(one), AT_LENGTH).toMatch(/^Expected after step/);
  await synthesise(other, { seed: 2, steps: 3 });
  await expect.poll(() => status(other), AT_LENGTH).toBe('Waiting for 1 before it …');
  expect(await other.locator('.lab-image').count()).toBe(0);
  expect(await status(one)).toMatch(/^Expected after step/);
  // Neither ends what the other has asked for.
  await one.click('.lab-synthesis >> text=Cancel');
  await expect.poll(() => status(one), AT_LENGTH).toMatch(/Cancelled/);
  await expect.poll(() => status(other), AT_LENGTH).toBe('The image');
  // Each has its own: the same wish gives the same image in either tab, another seed another one.
  const second = await image(other);
  await synthesise(one, { seed: 2, steps: 3 });
  await expect.poll(() => status(one), AT_LENGTH).toBe('The image');
  expect(await image(one)).toBe(second);
  await synthesise(one, { seed: 3, steps: 3 });
  await expect.poll(() => status(one), AT_LENGTH).toBe('The image');
  expect(await image(one)).not.toBe(second);
  expect(await image(other)).toBe(second);
  // What has fallen is said, and started again for the next.
  await synthesise(one, LONG);
  await expect.poll(() => status(one), AT_LENGTH).toMatch(/^Expected after step/);
  process.kill(childOf(process.pid, 'job-process.js'), 'SIGKILL');
  const alert = '.lab-synthesis [role=alert] >> text=process ended (SIGKILL)';
  await one.waitForSelector(alert, { timeout: AT_LENGTH.timeout });
  await synthesise(one, { seed: 2, steps: 3 });
  await expect.poll(() => status(one), AT_LENGTH).toBe('The image');
  expect(await image(one)).toBe(second);
  await one.close();
  await other.close();
}

async function openLab(studio: StudioInBrowser): Promise<Page> {
  const page = await studio.page('light', '/lab?source=smallest');
  await page.waitForSelector('.lab >> text=is not hidden');
  await page.selectOption('.lab-wish select', 'ddim');
  return page;
}

async function synthesise(page: Page, { seed, steps }: { seed: number; steps: number }): Promise<void> {
  await page.fill('.lab-wish input >> nth=0', String(seed));
  await page.fill('.lab-wish input >> nth=1', String(steps));
  await page.click('.lab-synthesis .button-main:not([disabled])');
}

function status(page: Page): Promise<string | null> {
  return page.textContent('.lab-synthesis .actions [role=status]');
}

/** What the image's canvas shows. */
function image(page: Page): Promise<string> {
  return page
    .locator('.lab-image canvas')
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL('image/png'));
}
