/// <reference lib="dom" />
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkDataset, Run, readShards } from 'handbooster';
import { cropCamera } from 'handbooster/datasets';
import { decodeHands } from 'handbooster/hand';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { LabScene, LabWish } from '../../src/api/lab.js';
import type { StudioInBrowser } from './studio-in-browser.js';

interface Order {
  scene: LabScene;
  wish: LabWish;
}

/** Uses every control of the page Lab once, on a run named `smallest`. @param folder that has the run */
export async function useLab(studio: StudioInBrowser, folder: string): Promise<void> {
  const page = await studio.page('light', '/lab?source=smallest');
  const asked: Order[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/lab/synthesise')) asked.push(JSON.parse(request.postData() ?? ''));
  });
  const angles = () => page.locator('.lab-angle output').allTextContents();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.waitForSelector('.lab >> text=is not hidden');
  await page.click('.lab-grasps button >> nth=1');
  await page.waitForSelector('text=Grasp 2 of');
  // A fingertip is dragged, and its finger bends.
  const before = await angles();
  const drag = async () => {
    const tip = await page.evaluate(() =>
      (
        window as unknown as { labView: { tipOnPage(finger: string): { x: number; y: number } } }
      ).labView.tipOnPage('index'),
    );
    await page.mouse.move(tip.x, tip.y);
    await page.mouse.down();
    await page.mouse.move(tip.x + 50, tip.y + 30, { steps: 3 });
    await page.mouse.up();
    return angles();
  };
  // Again where the page still moved when the fingertip was looked for.
  await expect.poll(drag, { timeout: 60_000, interval: 500 }).not.toEqual(before);
  await page.check('.lab-fingers label:has-text("thumb") input', { force: true });
  await page.locator('.lab-angle input >> nth=3').fill('30');
  await expect.poll(async () => (await angles())[3], { timeout: 60_000 }).toBe('30°');
  // The view is turned, at once where no motion is wanted, and the maps follow.
  await settle(page);
  const shown = String(await mapBytes(page, 'normal'));
  await page.focus('.lab .scene');
  await page.keyboard.press('ArrowRight');
  await settle(page);
  expect(String(await mapBytes(page, 'normal'))).not.toBe(shown);
  await page.fill('.lab-wish input >> nth=0', '7');
  await page.click('[title="Another seed"]');
  await page.selectOption('.lab-wish select', 'ddim');
  await page.fill('.lab-wish input >> nth=1', '12');
  await page.fill('.lab-wish input >> nth=2', '2.5');
  await page.click('.lab-synthesis .button-main');
  await page.waitForSelector('.lab-reading button:not([disabled])');
  const [{ scene, wish }] = asked;
  expect(wish).toEqual({ seed: 8, sampler: 'ddim', steps: 12, guidance: 2.5, style: null });
  const drawn = await productMaps(join(folder, 'smallest'), scene);
  for (const [name, pixels] of Object.entries(drawn)) {
    expect([name, difference(await mapBytes(page, name), pixels)]).toEqual([name, 'none']);
  }
  await page.click('.lab-reading button');
  await page.waitForSelector('text=Joint error');
  await page.fill('.lab-keep input', 'kept');
  await page.click('text=Keep the sample');
  await page.waitForSelector('text=has one sample now');
  const kept = join(folder, 'kept');
  expect((await checkDataset(kept)).findings).toEqual([]);
  const shards = await readShards(kept);
  expect((await shards.load(0)).provenance).toMatchObject({ kind: 'lab', seed: 8 });
  rmSync(kept, { recursive: true });
  // Many steps take long enough to be cancelled.
  await page.fill('.lab-wish input >> nth=1', '250');
  await page.click('.lab-synthesis .button-main');
  await page.click('.lab-synthesis >> text=Cancel');
  await page.waitForSelector('.lab-synthesis >> text=Cancelled');
  await page.selectOption('.lab-choice select', '');
  await page.waitForSelector('text=An open hand');
  // Colours are offered where the denoiser knows them, and refused where it does not.
  expect(await page.locator('.lab-style').count()).toBe(0);
  await page.route('**/api/lab/open', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), style: true } });
  });
  await page.reload();
  await page.check('.lab-style >> text=Ask for colours');
  await page.fill('.lab-style input[type=color] >> nth=0', '#102030');
  await page.click('.lab-synthesis .button-main');
  await page.waitForSelector('.lab-synthesis [role=alert] >> text=this denoiser knows no styles');
  expect(asked.at(-1)?.wish.style).toEqual({ hand: [16, 32, 48], room: [130, 128, 124] });
  await page.close();
}

/** Until what was done is drawn: a turn is seen in one frame, the maps of it in the next. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
  });
}

/** What a map's canvas has: (S, S, 3). */
function mapBytes(page: Page, name: string): Promise<number[]> {
  return page.evaluate((wanted) => {
    const canvas = document.querySelector(`[data-map="${wanted}"]`) as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from(data).filter((_, i) => i % 4 < 3);
  }, name);
}

/** The maps that the product draws of a scene for its denoiser. */
async function productMaps(folder: string, scene: LabScene): Promise<Record<string, Uint8Array>> {
  const run = Run.open(folder);
  const [pose, betas, translation] = [scene.pose, scene.betas, scene.translation].map((values) =>
    Float32Array.from(values),
  );
  const label = {
    hand: { side: 'right' as const, pose, betas, translation, modelHash: run.hand.hash },
    joints: decodeHands(run.hand, pose, betas, translation).joints,
    objects: [{ id: scene.object?.id ?? 0, name: '', pose: Float64Array.from(scene.object?.pose ?? []) }],
    grasped: 0,
  };
  const camera = cropCamera(scene.camera, scene.box, run.config.denoiser.imageSize);
  return run.renderer().render((await run.scenes()).scene(label, camera)).maps as Record<string, Uint8Array>;
}

/** In words short enough to be read where the test fails. */
function difference(found: ArrayLike<number>, wanted: ArrayLike<number>): string {
  if (found.length !== wanted.length) return `${found.length} numbers in place of ${wanted.length}`;
  const off = Array.from(wanted, (value, i) => Math.abs(value - found[i]));
  const count = off.filter((value) => value > 0).length;
  return count === 0 ? 'none' : `${count} of ${off.length} numbers, ${Math.max(...off)} at most`;
}
