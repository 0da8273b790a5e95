/// <reference lib="dom" />
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random, setThreads } from '@handbooster/torch';
import { SILENT_PROGRESS } from 'handbooster';
import {
  answerSpread,
  type Box,
  type HandEstimate,
  projectPoints,
  type RgbImage,
  STEADY_SPREAD,
} from 'handbooster/browser';
import { annotatePhotos } from 'handbooster/commands';
import { loadBuiltinHand } from 'handbooster/hand';
import {
  createNetwork,
  guessCamera,
  handEstimate,
  photoCrop,
  predictHands,
  type ReconstructionNetwork,
  saveNetwork,
} from 'handbooster/reconstruction';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedStudio, serveStudio } from '../src/server/serve-studio.js';
import { drawHand } from './support/draw-hand.js';

setThreads(1);

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  ...['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
];

/** What the page leaves for tests. */
interface PageTracker {
  board: {
    estimate: HandEstimate | null;
    answers: number;
    firstAnswer: number | null;
    view: { drawnPixels(): number[] };
  };
  box: Box;
}
declare const tracker: PageTracker;

describe.skipIf(!existsSync(CHROMIUM))(`the tracker page in ${CHROMIUM}`, { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-tracker-'));
  const photo = picture();
  const asked: string[] = [];
  const complaints: string[] = [];
  let network: ReconstructionNetwork;
  let studio: ServedStudio;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const hand = loadBuiltinHand();
    network = createNetwork('mobrecon-s', hand, 64, 5);
    network.eval();
    mkdirSync(join(folder, 'one', 'train'), { recursive: true });
    writeFileSync(join(folder, 'one', 'manifest.json'), '{"format": 1, "stages": {"train": {}}}');
    saveNetwork(join(folder, 'one', 'train', 'network.safetensors'), 'mobrecon-s', network, hand);
    const frames = await Promise.all(
      [0, 0.1, 0.2, 0.1].map((turn) =>
        sharp(drawHand(turn).pixels, { raw: { width: 640, height: 480, channels: 3 } })
          .jpeg({ quality: 90 })
          .toBuffer(),
      ),
    );
    // Beside the folder: the studio shows what is in it.
    writeFileSync(`${folder}.mjpeg`, Buffer.concat(frames));
    studio = await serveStudio({ folders: [folder], port: 0 });
    const args = [...FLAGS, `--use-file-for-fake-video-capture=${folder}.mjpeg`];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
    page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    page.setDefaultTimeout(120_000);
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${studio.url}?backend=WASM${studio.link.slice(studio.url.length)}`);
    await page.click('nav >> text=Reconstruct');
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
    network?.dispose();
    rmSync(folder, { recursive: true });
    rmSync(`${folder}.mjpeg`, { force: true });
  });

  it('loads the network of a run', async () => {
    await page.selectOption('#model', 'one/train');
    await page.waitForFunction(() => document.getElementById('backend')?.textContent === 'WASM');
  });

  it('draws on a dropped picture what the engine predicts', async () => {
    const png = await sharp(photo.pixels, { raw: { width: photo.width, height: photo.height, channels: 3 } })
      .png()
      .toBuffer();
    await page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'photo.png', { type: 'image/png' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, png.toString('base64'));
    await page.waitForFunction(() => tracker.board.answers > 0);
    await expectEngine([150, 90, 210, 210], false);
  });

  it('draws the mirrored prediction for a left hand', async () => {
    await page.check('#left');
    await expectEngine([220, 130, 180, 180], true);
    await page.uncheck('#left');
  });

  it('judges the answer in a box that was drawn, once it is let go', async () => {
    await page.evaluate(() => {
      (document.getElementById('message') as HTMLElement).textContent = '';
    });
    await setBox([400, 250, 100, 100]);
    await page.waitForFunction(() => document.getElementById('message')?.textContent !== '');
    await page.evaluate(() => {
      (document.getElementById('message') as HTMLElement).textContent = '';
    });
    await drag([40, 60], [190, 210]);
    const box = await page.evaluate(() => tracker.box);
    expect(box).toBeAllclose([40, 60, 150, 150], { absolute: 1.5 });
    const predict = (images: Float32Array) => predictHands(network, images).joints2d;
    const [spread] = await answerSpread(photo, [box], 64, false, predict);
    // What has learnt nothing follows the window: no reader is to take it for a hand.
    expect(spread).toBeGreaterThan(1.2 * STEADY_SPREAD);
    await page.waitForFunction(() =>
      document.getElementById('message')?.textContent?.startsWith('Not sure that this is a hand'),
    );
    expect(await page.textContent('#distance')).toBe('');
  });

  it('says how many frames a second it can do', async () => {
    expect(await page.textContent('#rate')).toMatch(/^\d+\.\d frames a second possible, network \d+\.\d ms$/);
  });

  it('lets the box be dragged', async () => {
    await setBox([200, 100, 200, 200]);
    await drag([300, 200], [340, 230]);
    expect(await page.evaluate(() => tracker.box)).toBeAllclose([240, 130, 200, 200], { absolute: 0.5 });
    await drag([440, 330], [400, 290]);
    expect(await page.evaluate(() => tracker.box)).toBeAllclose([240, 130, 160, 160], { absolute: 0.5 });
  });

  it('follows a film', async () => {
    await page.click('#webcam');
    const before = await page.evaluate(() => tracker.board.answers);
    await page.waitForFunction((count) => tracker.board.answers > count + 3, before);
    expect(await page.textContent('#rate')).toMatch(/^\d+\.\d frames a second, network/);
  });

  it('records the film into a folder that becomes labelled data', async () => {
    await page.selectOption('#model', 'landmarks');
    await page.click('text=Record pictures of your own');
    await page.fill('#recording', '../mine');
    await page.click('#record');
    await page.waitForSelector('text=expected letters');
    await page.fill('#recording', 'mine');
    await page.click('#record');
    await page.waitForFunction(() =>
      /^([4-9]|\d{2,}) pictures/.test(document.getElementById('recorded')!.textContent!),
    );
    await page.click('#record');
    await page.waitForSelector('text=data annotate --photos');
    const progress = SILENT_PROGRESS;
    const { signal } = new AbortController();
    const { photos, found } = await annotatePhotos(join(folder, 'mine'), {
      hand: 'builtin',
      film: true,
      focal: null,
      progress,
      signal,
    });
    expect(photos).toBeGreaterThanOrEqual(4);
    expect(found).toBeGreaterThanOrEqual(photos - 1);
  });

  it.each([640, 4000, 9000])('finds a hand by its landmarks in a picture %i pixels wide', async (width) => {
    await page.selectOption('#model', 'landmarks');
    const { pixels, joints2d } = drawHand(0);
    const buffer = await sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } })
      .resize(width)
      .jpeg()
      .toBuffer();
    const before = await page.evaluate(() => tracker.board.answers);
    await page.setInputFiles('#file', { name: 'hand.jpg', mimeType: 'image/jpeg', buffer });
    const shown = Math.min(2560, width);
    await page.waitForFunction(
      ([wanted, count]) =>
        tracker.board.answers > count && (tracker.board.estimate?.camera.width ?? 0) === wanted,
      [shown, before],
    );
    const { joints, drawn, message } = await page.evaluate(() => ({
      joints: Array.from(tracker.board.estimate!.joints2d),
      drawn: tracker.board.view.drawnPixels(),
      message: document.getElementById('message')!.textContent,
    }));
    const scale = shown / 640;
    let sum = 0;
    for (let i = 0; i < 42; i += 2) {
      sum += Math.hypot(joints[i] / scale - joints2d[i], joints[i + 1] / scale - joints2d[i + 1]);
    }
    // A hand some 280 pixels high: within a finger's width.
    expect(sum / 21).toBeLessThan(20);
    // The mesh is drawn over the hand, not beside it.
    const middle =
      drawn.filter((_, i) => i % 2 === 0).reduce((total, x) => total + x, 0) / (drawn.length / 2);
    const wanted = joints.filter((_, i) => i % 2 === 0).reduce((total, x) => total + x, 0) / 21;
    expect(Math.abs(middle - wanted)).toBeLessThan(40 * scale);
    expect(message).toMatch(/^A right hand, by its landmarks/);
  });

  it('looks in the box that is drawn, and says where there is no hand', async () => {
    await page.selectOption('#model', 'landmarks');
    const { pixels, joints2d } = drawHand(0);
    const buffer = await sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } })
      .png()
      .toBuffer();
    const before = await page.evaluate(() => tracker.board.answers);
    await page.setInputFiles('#file', { name: 'hand.png', mimeType: 'image/png', buffer });
    await page.waitForFunction(
      (count) => tracker.board.answers > count && tracker.board.estimate?.camera.width === 640,
      before,
    );
    // Beside the hand, in the corner that is farther from it.
    const across = joints2d.filter((_, i) => i % 2 === 0);
    const left = Math.min(...across) > 640 - Math.max(...across);
    const corner = left ? 5 : 634;
    await drag([corner, 474], [corner + (left ? 90 : -90), 384]);
    await page.waitForSelector('text=No hand is seen in this box');
    expect(await page.evaluate(() => tracker.board.estimate)).toBeNull();
    expect(await page.textContent('#distance')).toBe('');
    const box = await page.evaluate(() => tracker.box);
    expect(box[2]).toBeLessThan(120);
    await page.click('#find');
    await page.waitForFunction(() => tracker.board.estimate !== null);
    expect(await page.textContent('#message')).toMatch(/^A right hand, by its landmarks/);
  });

  it('answers a sample, and says what is wrong with a file', async () => {
    await page.click('.tracker-samples button >> nth=0');
    await page.waitForFunction(() => tracker.board.estimate?.camera.width === 320);
    await page.setInputFiles('#file', { name: 'x.onnx', mimeType: 'x', buffer: Buffer.from('no model') });
    await page.waitForSelector('text=This file is no ONNX model');
    await page.setInputFiles('#file', { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('none') });
    await page.waitForSelector('text=This file is not a picture');
  });

  it('needs nothing from elsewhere and reports no errors', () => {
    expect(
      asked.filter((address) => !address.startsWith(studio.url) && !address.startsWith('blob:')),
    ).toEqual([]);
    expect(complaints).toEqual([]);
  });

  /** Moves the mouse with its button down from one pixel of the picture to another. */
  async function drag(from: [x: number, y: number], to: [x: number, y: number]): Promise<void> {
    await page.locator('#marks').scrollIntoViewIfNeeded();
    const stage = (await page.locator('#marks').boundingBox())!;
    const at = ([x, y]: [number, number]) =>
      [stage.x + ((x + 0.5) / 640) * stage.width, stage.y + ((y + 0.5) / 480) * stage.height] as const;
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at(to), { steps: 4 });
    await page.mouse.up();
  }

  async function setBox(box: Box): Promise<void> {
    const before = await page.evaluate(() => tracker.board.answers);
    await page.evaluate((wanted) => {
      tracker.box = wanted;
    }, box);
    await page.waitForFunction((count) => tracker.board.answers > count, before);
    await page.waitForFunction((wanted) => String(tracker.board.estimate?.box) === wanted, String(box));
  }

  async function expectEngine(box: Box, left: boolean): Promise<void> {
    await setBox(box);
    const crop = photoCrop(photo, box, 64, left);
    const camera = guessCamera(photo.width, photo.height);
    const expected = handEstimate(predictHands(network, crop.image), crop, { box, size: 64, left, camera });
    const found = await page.evaluate(() => ({
      joints2d: Array.from(tracker.board.estimate!.joints2d),
      joints: Array.from(tracker.board.estimate!.joints),
      side: tracker.board.estimate!.side,
      drawn: tracker.board.view.drawnPixels(),
    }));
    expect(found.side).toBe(left ? 'left' : 'right');
    expect(found.joints2d).toBeAllclose(expected.joints2d, { absolute: 0.05 });
    expect(found.joints).toBeAllclose(expected.joints, { absolute: 1e-5 });
    const placed = expected.vertices.map((value, i) => value + expected.wrist[i % 3]);
    expect(found.drawn).toBeAllclose(projectPoints(camera, placed), { absolute: 0.1 });
  }
});

/** Blots of colour. */
function picture(): RgbImage {
  const [width, height] = [640, 480];
  const random = new Random(2, 'tracker');
  const blots = Array.from({ length: 40 }, () => [
    random.uniform(0, width),
    random.uniform(0, height),
    random.uniform(10, 60),
    random.integer(3),
  ]);
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sums = [60, 60, 60];
      for (const [bx, by, radius, channel] of blots) {
        sums[channel] += 150 * Math.exp(-((x - bx) ** 2 + (y - by) ** 2) / (2 * radius * radius));
      }
      for (let k = 0; k < 3; k++) pixels[3 * (y * width + x) + k] = Math.min(255, sums[k]);
    }
  }
  return { width, height, pixels };
}
