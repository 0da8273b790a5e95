/// <reference lib="dom" />
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkDataset, Run, readShards } from 'handbooster';
import { cropCamera } from 'handbooster/datasets';
import { decodeHands } from 'handbooster/hand';
import { expect } from 'vitest';
import type { LabScene } from '../../src/api/lab.js';
import type { StudioInBrowser } from './studio-in-browser.js';

/** Uses every control of the page Lab once, on a run named `smallest`. @param folder that has the run */
export async function useLab(studio: StudioInBrowser, folder: string): Promise<void> {
  const page = await studio.page('light', '/lab?source=smallest');
  const asked: LabScene[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/lab/synthesise')) asked.push(JSON.parse(request.postData() ?? '').scene);
  });
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
  // What the page draws is what the product draws, to the byte.
  const run = Run.open(join(folder, 'smallest'));
  const [scene] = asked;
  const size = run.config.denoiser.imageSize;
  const [pose, betas, translation] = [scene.pose, scene.betas, scene.translation].map((values) =>
    Float32Array.from(values),
  );
  const label = {
    hand: { side: 'right' as const, pose, betas, translation, modelHash: run.hand.hash },
    joints: decodeHands(run.hand, pose, betas, translation).joints,
    objects: [{ id: scene.object?.id ?? 0, name: '', pose: Float64Array.from(scene.object?.pose ?? []) }],
    grasped: 0,
  };
  const drawn = run
    .renderer()
    .render((await run.scenes()).scene(label, cropCamera(scene.camera, scene.box, size)));
  for (const name of run.config.conditions.maps) {
    expect(await map(name)).toEqual(Array.from(drawn.maps[name] as Uint8Array));
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
  await page.close();
}
