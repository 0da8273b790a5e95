import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { median } from '../../packages/handbooster/src/base/numbers/median.js';
import { drawHand } from '../../packages/studio/test/support/draw-hand.js';
import type { BenchRow } from '../support/bench-row.js';
import { type StudioInChromium, told, withStudio } from '../support/studio-in-chromium.js';

export const name = 'Studio: a photo in the page Reconstruct';

/** Twelve megapixels, as a telephone takes. */
const WIDTH = 4000;
const HEIGHT = 3000;
const ROUNDS = 5;
const GOAL = 2000;

/** What the page leaves for tests. */
declare const tracker: { board: { firstAnswer: number | null; estimate: object | null } };

/** From a photo's file to the first answer drawn, in a page that has just loaded its networks. */
export function run(): Promise<BenchRow[]> {
  return withStudio(async () => {}, measure);
}

async function measure(studio: StudioInChromium): Promise<BenchRow[]> {
  const photo = await photoOfHand();
  const rows: BenchRow[] = [];
  for (const [words, wanted] of [
    ['landmarks and fitted hand', 'landmarks'],
    ['the first network of the package', null],
  ] as const) {
    const found: number[] = [];
    await told(words, async () => {
      for (let round = 0; round < ROUNDS; round++) found.push(await firstAnswer(studio, photo, wanted));
    });
    rows.push({
      ...{ path: `first answer at ${WIDTH} x ${HEIGHT}: ${words}`, unit: 'ms' },
      ...{ ours: median(found), reference: null, ratio: null },
      note: `median of ${ROUNDS} new pages, slowest ${Math.max(...found).toFixed(0)}; goal ${GOAL}; load average ${loadavg()[0].toFixed(1)}`,
    });
  }
  return rows;
}

/** @param wanted a choice of the page; null takes the first trained network. @returns milliseconds */
async function firstAnswer(
  { browser, link }: StudioInChromium,
  photo: Buffer,
  wanted: string | null,
): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 820 } });
  page.setDefaultTimeout(120_000);
  await page.goto(`${link}&/reconstruct`);
  await page.waitForSelector('#model option[value=landmarks]', { state: 'attached' });
  await page.waitForFunction(() => document.getElementById('backend')?.textContent !== '');
  if (wanted === null) await chooseNetwork(page);
  await page.setInputFiles('#file', { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.waitForFunction(() => tracker.board.firstAnswer !== null && tracker.board.estimate !== null);
  const took = await page.evaluate(() => tracker.board.firstAnswer);
  await page.close();
  return took as number;
}

async function chooseNetwork(page: Page): Promise<void> {
  const value = await page.getAttribute('#model option:not([value=landmarks])', 'value');
  await page.selectOption('#model', value);
  await page.waitForFunction(() => !/landmarks/.test(document.getElementById('backend')?.textContent ?? ''));
}

/** A drawn hand with a camera's noise, so that the file is as long as that of a photo. */
async function photoOfHand(): Promise<Buffer> {
  const raw = { width: 640, height: 480, channels: 3 as const };
  const hand = sharp(drawHand(0).pixels, { raw }).resize(WIDTH, HEIGHT);
  const noise = await sharp({
    create: {
      ...{ width: WIDTH, height: HEIGHT, channels: 3, background: '#808080' },
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return hand
    .composite([{ input: noise, blend: 'soft-light' }])
    .jpeg({ quality: 92 })
    .toBuffer();
}
