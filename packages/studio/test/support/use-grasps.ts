/// <reference lib="dom" />
import { readGraspSet } from 'handbooster';
import { expect } from 'vitest';
import type { StudioInBrowser } from './studio-in-browser.js';

/**
 * Uses every control of the page Grasps once, on a run named `smallest`.
 * @param folder of its grasps
 */
export async function useGrasps(studio: StudioInBrowser, folder: string): Promise<void> {
  const { records } = readGraspSet(folder);
  const page = await studio.page('light', '/grasps?source=smallest');
  const heading = (id: string) => page.waitForSelector(`.grasp h2:text-is("${id}")`);
  await heading(records[0].id);
  await page.keyboard.press('j');
  await heading(records[1].id);
  await page.keyboard.press('k');
  await heading(records[0].id);
  await page.click('text=Next');
  await heading(records[1].id);
  const rejected = records.filter(({ valid }) => !valid);
  await page.check('.grasps-verdicts label:has-text("Rejected") input', { force: true });
  await page.waitForSelector(`.grasps-place >> text=of ${rejected.length}`);
  if (rejected.length > 0) {
    await heading(rejected[0].id);
    expect(await page.locator('tr[data-state=failed]').count()).toBe(rejected[0].rejections.length);
  }
  await page.check('.grasps-verdicts label:has-text("All") input', { force: true });
  const object = records[records.length - 1].object.name;
  await page.selectOption('.grasps-filters select >> nth=0', object);
  await heading(`${object}/0`);
  await page.selectOption('.grasps-filters select >> nth=2', 'energy');
  const own = records.filter((record) => record.object.name === object);
  const best = own.reduce((least, each) => (each.energyAfter < least.energyAfter ? each : least));
  await heading(best.id);
  await page.uncheck('text=Object see-through');
  await page.focus('.grasp .scene');
  await page.keyboard.press('ArrowLeft');
  await page.click('text=Show how it came about');
  await page.waitForSelector('.playback-row');
  // The optimiser makes the whole chunk anew that the try belonged to: on a busy machine, minutes.
  await page.waitForFunction(
    () => /, of \d+$/.test(document.querySelector('.playback [role=status]')?.textContent ?? ''),
    null,
    { timeout: 6 * 60_000 },
  );
  // The way ends where the run's grasp is.
  await page.locator('.playback input').fill(await page.getAttribute('.playback input', 'max').then(String));
  await expect
    .poll(() => page.textContent('.grasp-sum td >> nth=1'), { timeout: 30_000 })
    .toBe(best.energyAfter.toFixed(2));
  await page.close();
}
