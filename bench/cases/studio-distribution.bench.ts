import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { Random } from '@handbooster/torch';
import { boost, Run } from 'handbooster';
import type { Page } from 'playwright-core';
import { median } from '../../packages/handbooster/src/base/numbers/median.js';
import { collectPoses } from '../../packages/studio/src/server/distribution/collect-poses.js';
import { type PoseRow, writePoseMap } from '../../packages/studio/src/server/distribution/pose-map-file.js';
import { poseMapFiles } from '../../packages/studio/src/server/distribution/pose-map-files.js';
import type { BenchRow } from '../support/bench-row.js';
import { frameRows } from '../support/frame-rows.js';
import { type StudioInChromium, told, withStudio } from '../support/studio-in-chromium.js';
import { tracedFrames } from '../support/traced-frames.js';

export const name = 'Studio: poses as a map';

/** As many as a map has room for; fewer for a trial. */
const POSES = Number(process.env.HANDBOOSTER_BENCH_POSES ?? 40_000);
const OBJECTS = 20;
const CLUSTERS = 12;
const ROUNDS = 5;

/** A full map of poses in the studio's page Distribution, in a real browser. */
export function run(): Promise<BenchRow[]> {
  return withStudio(writeManyPoses, measure, { webgl: false });
}

/** A run's selection, whose poses stand on the map again and again at places of their own. */
async function writeManyPoses(folder: string): Promise<void> {
  const root = join(folder, 'many');
  await boost({ config: 'smallest', output: root, until: 'select' });
  const real = await collectPoses(Run.open(root), POSES);
  const random = new Random('many poses');
  const each = POSES / OBJECTS;
  const rows: PoseRow[] = [];
  for (let object = 0; object < OBJECTS; object++) {
    const { id, name, poses } = real[object % real.length];
    const centers = Array.from({ length: CLUSTERS }, () => [random.uniform(0, 1), random.uniform(0, 1)]);
    const near = (axis: 0 | 1, i: number) =>
      Math.min(1, Math.max(0, centers[i % CLUSTERS][axis] + random.normal(0, 0.06)));
    for (let i = 0; i < each; i++) {
      const pose = poses[i % poses.length];
      const first = object * each;
      const neighbours = Array.from({ length: 15 }, (_, k) => first + ((i + (k + 1) * CLUSTERS) % each));
      rows.push({
        ...{ id: pose.id, object: `${name}-${object}`, object_id: id, real: pose.real },
        ...{ selected: pose.picked && i % 10 === 0, probability: pose.probability },
        ...{ x: near(0, i), y: near(1, i), neighbours, distances: neighbours.map((_, k) => 0.01 * k) },
        ...{ nearest_real: pose.real ? null : first, novelty: pose.real ? null : random.uniform(0, 1) },
      });
    }
  }
  const [file] = poseMapFiles(root) as string[];
  mkdirSync(dirname(file), { recursive: true });
  writePoseMap(file, { rows, leftOut: 0 });
}

async function measure({ link, browser }: StudioInChromium): Promise<BenchRow[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 820 } });
  const opened = await told('opened', () =>
    timed(async () => {
      await page.goto(`${link}&/distribution?source=many`);
      await drawn(page);
    }),
  );
  const session = await browser.newBrowserCDPSession();
  const moved = await told('moved', () => tracedFrames(session, () => move(page)));
  const lassos: number[] = [];
  const lassoed = await told('lassoed', () =>
    tracedFrames(session, async () => {
      for (let round = 0; round < ROUNDS; round++) lassos.push(await lasso(page, 0.18 + 0.05 * round));
    }),
  );
  await page.keyboard.press('Escape');
  const clicks = await told('clicked', () => click(page));
  const load = `load average ${loadavg()[0].toFixed(1)}`;
  const row = (path: string, ours: number, note: string): BenchRow => ({
    ...{ path, ours, reference: null, unit: 'ms', ratio: null, note: `${note}; ${load}` },
  });
  return [
    row(`open a map of ${POSES} poses, drawn`, opened, 'once, the page with it'),
    ...frameRows('move and zoom', moved, load),
    ...frameRows('draw a lasso', lassoed, load),
    row('lasso let go, poses listed', median(lassos), `median of ${ROUNDS}; goal 300`),
    row('press on a point, its pose told', median(clicks), `median of ${clicks.length}; goal 300`),
  ];
}

/** Until the map has points on it. */
async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.pose-map canvas');
    const pixels = canvas?.width
      ? canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
      : undefined;
    return pixels?.some((value, i) => i % 4 === 3 && value > 0) ?? false;
  });
}

/** A drag there and back, and the wheel in and out. */
async function move(page: Page): Promise<void> {
  const [x, y] = await middle(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; step < 120; step++) {
    await page.mouse.move(x + 120 * Math.sin(step / 10), y + 60 * Math.sin(step / 7));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
  for (let step = 0; step < 60; step++) {
    await page.mouse.wheel(0, step < 30 ? -60 : 60);
    await page.waitForTimeout(16);
  }
}

/** Round a part of the map. @returns milliseconds from letting go to the list */
async function lasso(page: Page, share: number): Promise<number> {
  await page.check('.map-tools label:has-text("Lasso") input', { force: true });
  const [x, y, width, height] = await middle(page);
  const at = (step: number) =>
    [
      x + share * width * Math.cos((step * Math.PI) / 30),
      y + share * height * Math.sin((step * Math.PI) / 30),
    ] as const;
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step < 60; step++) {
    await page.mouse.move(...at(step));
    await page.waitForTimeout(16);
  }
  const before = await page.evaluate(() => document.querySelector('.map-side h2')?.textContent ?? '');
  const took = await timed(async () => {
    await page.mouse.up();
    await page.waitForFunction((old) => {
      const words = document.querySelector('.map-side h2')?.textContent ?? '';
      return words !== old && words.includes('in the lasso');
    }, before);
  });
  await page.check('.map-tools label:has-text("Move") input', { force: true });
  return took;
}

/** From pose to pose by keys, as a press on a point does. @returns milliseconds of each */
async function click(page: Page): Promise<number[]> {
  await page.focus('.pose-map canvas');
  const took: number[] = [];
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight']) {
    const before = await page.evaluate(() => location.hash);
    took.push(
      await timed(async () => {
        await page.keyboard.press(key);
        await page.waitForFunction(
          (old) => location.hash !== old && document.querySelector('.pose-card canvas') !== null,
          before,
        );
      }),
    );
  }
  return took;
}

async function middle(page: Page): Promise<[x: number, y: number, width: number, height: number]> {
  const box = await page.locator('.pose-map').boundingBox();
  if (box === null) throw new Error('the map is not shown');
  return [box.x + box.width / 2, box.y + box.height / 2, box.width, box.height];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
