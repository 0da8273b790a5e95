/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { childOf } from './child-of.js';
import type { StudioInBrowser } from './studio-in-browser.js';

/** Two tabs at the one engine, and an engine that falls, on a run named `smallest`. */
export async function useEngine(studio: StudioInBrowser): Promise<void> {
  const [one, other] = [await openLab(studio), await openLab(studio)];
  // One at a time: the other tab's image waits, and neither ends what the other has asked for.
  await synthesise(one, 250);
  await one.waitForSelector('.lab-synthesis >> text=Expected after step');
  await synthesise(other, 4);
  await other.waitForSelector('.lab-synthesis >> text=Waiting for 1 before it');
  await one.click('.lab-synthesis >> text=Cancel');
  await one.waitForSelector('.lab-synthesis >> text=Cancelled');
  await other.waitForSelector('.lab-reading button:not([disabled])');
  // What has fallen is said, and started again for the next.
  await synthesise(one, 250);
  await one.waitForSelector('.lab-synthesis >> text=Expected after step');
  process.kill(childOf(process.pid, 'job-process.js'), 'SIGKILL');
  await one.waitForSelector('.lab-synthesis [role=alert] >> text=process ended (SIGKILL)');
  await synthesise(one, 4);
  await one.waitForSelector('.lab-reading button:not([disabled])');
  await one.close();
  await other.close();
}

async function openLab(studio: StudioInBrowser): Promise<Page> {
  const page = await studio.page('light', '/lab?source=smallest');
  await page.waitForSelector('.lab >> text=is not hidden');
  return page;
}

async function synthesise(page: Page, steps: number): Promise<void> {
  await page.selectOption('.lab-wish select', 'ddim');
  await page.fill('.lab-wish input >> nth=1', String(steps));
  await page.click('.lab-synthesis .button-main');
}
