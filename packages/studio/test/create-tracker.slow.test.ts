/// <reference lib="dom" />
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { exportTracker } from 'handbooster/commands';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawHand } from './support/draw-hand.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** The page of the guide, as a user would copy it. */
function example(): string {
  const guide = readFileSync(join(REPOSITORY, 'docs', 'guides', 'onnx-and-browser.md'), 'utf8');
  return /```ts\n(import \{ createTracker[\s\S]*?)```/.exec(guide)![1];
}

/** Tracks three bitmaps of the picture that it is sent. */
const WORKER = `
import { createTracker } from 'handbooster/browser';
import * as ort from 'onnxruntime-web/wasm';
onmessage = async ({ data }) => {
  const tracker = await createTracker({ ort, model: data.model });
  let hand = null;
  for (let i = 0; i < 3; i++) hand = await tracker.track(data.bitmap);
  postMessage({ side: hand?.side, joints2d: Array.from(hand?.joints2d ?? []), vertices: hand?.vertices.length, faces: tracker.faces.length });
  await tracker.close();
};
`;

const INDEX = `<!doctype html><video muted playsinline></video><p></p>
<script type="module" src="./page.ts"></script>`;

const WORKER_PAGE = `
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
(window as any).ask = async (picture: string) => {
  const bitmap = await createImageBitmap(await (await fetch(picture)).blob());
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ bitmap, model: new URL('tracker', location.href).href }, [bitmap]);
  });
};
`;

describe.skipIf(!existsSync(CHROMIUM))(`createTracker in ${CHROMIUM}`, () => {
  // Below the repository, so that packages are found as they are by its own files.
  const folder = mkdtempSync(join(REPOSITORY, 'packages', 'studio', 'build', 'tracker-'));
  const films = mkdtempSync(join(tmpdir(), 'handbooster-film-'));
  const complaints: string[] = [];
  let server: Server;
  let url: string;
  let browser: Browser;
  let page: Page;
  let truth: Float32Array;

  beforeAll(async () => {
    // A hand that sways before the camera: a film that the fake camera plays.
    const frames: Buffer[] = [];
    for (let i = 0; i < 12; i++) {
      const drawn = drawHand(0.25 * Math.sin((i / 12) * 2 * Math.PI));
      if (i === 0) truth = drawn.joints2d;
      const jpeg = await sharp(drawn.pixels, { raw: { width: 640, height: 480, channels: 3 } })
        .jpeg({ quality: 90 })
        .toBuffer();
      if (i === 0) writeFileSync(join(films, 'first.jpg'), jpeg);
      frames.push(jpeg);
    }
    const film = join(films, 'film.mjpeg');
    writeFileSync(film, Buffer.concat(frames));
    writeFileSync(join(folder, 'index.html'), INDEX);
    writeFileSync(join(folder, 'page.ts'), example());
    writeFileSync(
      join(folder, 'worker.html'),
      '<!doctype html><script type="module" src="./ask.ts"></script>',
    );
    writeFileSync(join(folder, 'ask.ts'), WORKER_PAGE);
    writeFileSync(join(folder, 'worker.ts'), WORKER);
    mkdirSync(join(folder, 'public'));
    exportTracker(join(folder, 'public', 'tracker'), 'builtin');
    writeFileSync(join(folder, 'public', 'first.jpg'), readFileSync(join(films, 'first.jpg')));
    await build({
      root: folder,
      configFile: false,
      base: './',
      logLevel: 'error',
      worker: { format: 'es' },
      build: {
        target: 'es2022',
        rollupOptions: { input: [join(folder, 'index.html'), join(folder, 'worker.html')] },
      },
    });
    ({ server, url } = await serve(join(folder, 'dist')));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        ...['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
        `--use-file-for-fake-video-capture=${film}`,
      ],
    });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
    rmSync(films, { recursive: true });
  });

  it('is under 15 MB with its runtime, as a server sends it', () => {
    const bytes = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + gzipSync(readFileSync(join(entry.parentPath, entry.name))).length, 0);
    expect(bytes).toBeLessThan(15e6);
  });

  it('follows a hand in the film of a camera, by the page of the guide', async () => {
    await page.goto(url);
    await page.waitForFunction(
      () => / hand, 0\.9/.test(document.querySelector('p')!.textContent!),
      undefined,
      {
        timeout: 120_000,
      },
    );
    expect(await page.textContent('p')).toMatch(
      /^right hand, \d\.\d\d sure, \d+ cm away, \d+\.\d frames a second$/,
    );
    expect(complaints).toEqual([]);
  });

  it('works in a worker, and puts the joints where the hand was drawn', async () => {
    await page.goto(`${url}worker.html`);
    await page.waitForFunction(() => 'ask' in window);
    const answer = await page.evaluate(() =>
      (
        window as unknown as {
          ask(
            picture: string,
          ): Promise<{ side: string; joints2d: number[]; vertices: number; faces: number }>;
        }
      ).ask('first.jpg'),
    );
    expect(answer.side).toBe('right');
    let sum = 0;
    for (let i = 0; i < 42; i += 2)
      sum += Math.hypot(answer.joints2d[i] - truth[i], answer.joints2d[i + 1] - truth[i + 1]);
    // A hand some 280 pixels high: within a finger's width.
    expect(sum / 21).toBeLessThan(20);
    expect(answer.vertices).toBe(3 * 1159);
  });
});

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

async function serve(root: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url as string, 'http://localhost').pathname;
    const file = join(root, path === '/' ? 'index.html' : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    return response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
