/// <reference lib="dom" />
import { readGraspSet } from 'handbooster';
import { expect } from 'vitest';
import { childOf } from './child-of.js';
import type { StudioInBrowser } from './studio-in-browser.js';

/** The optimiser makes the whole chunk anew that a try belonged to: on a busy machine, minutes. */
const AT_LENGTH = { timeout: 6 * 60_000 };

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
  const status = () => page.textContent('.playback [role=status]');
  // Cancelled while the engine computes: its process is gone, and the next try has another.
  await page.click('text=Show how it came about');
  await expect.poll(status, AT_LENGTH).toMatch(/^(Optimising|Iteration)/);
  const engine = childOf(process.pid, 'job-process.js');
  await page.click('.playback >> text=Cancel');
  await expect.poll(status, AT_LENGTH).toMatch(/Cancelled/);
  await expect.poll(() => isAlive(engine), AT_LENGTH).toBe(false);
  await page.click('.playback >> :is(:text("Show how it came about"), [title="Make it anew"])');
  await page.waitForSelector('.playback-row', { timeout: AT_LENGTH.timeout });
  await expect.poll(status, AT_LENGTH).toMatch(/, of \d+$/);
  // The way ends where the run's grasp is.
  await page.locator('.playback input').fill(await page.getAttribute('.playback input', 'max').then(String));
  const energy = () => page.textContent('.grasp-sum td >> nth=1');
  await expect.poll(energy, AT_LENGTH).toBe(best.energyAfter.toFixed(2));
  // A step back is another state; playing goes on to the end again.
  const last = await status();
  await page.click('[title="One step back"]');
  await expect.poll(status, AT_LENGTH).not.toBe(last);
  await page.click('[title="Play"]');
  await expect.poll(status, AT_LENGTH).toBe(last);
  await page.waitForSelector('[title="Play"]');
  // Another grasp has no way yet.
  await page.keyboard.press('j');
  await page.waitForSelector('.playback >> text=Show how it came about');
  await page.close();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
