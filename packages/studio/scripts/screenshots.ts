/// <reference lib="dom" />
// Pictures of every page in both themes and as on a phone, into docs/studio: npm run screenshots -- <folder
// with a run named smallest> [names of the views that are wanted]
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { StudioInBrowser } from '../test/support/studio-in-browser.js';

const [folder = 'runs', ...names] = process.argv.slice(2);
const out = fileURLToPath(new URL('../../../docs/studio', import.meta.url));
const SETTLED_MS = 2500;

interface View {
  name: string;
  /** What stands after the hash. */
  place: string;
  /** What the page has once it is there. */
  ready: string;
  /** What is done with it before the picture. */
  act?(page: Page): Promise<unknown>;
}

const VIEWS: View[] = [
  { name: 'overview', place: '', ready: 'text=Finished' },
  { name: 'data', place: '/data?source=smallest', ready: '.tile img' },
  { name: 'dropped', place: '/data?source=smallest&sort=severity&descending=1', ready: '.tile img' },
  { name: 'sample', place: '/data?source=smallest&row=159&sort=severity&descending=1', ready: '.map img' },
  { name: 'two-samples', place: '/data?source=smallest&row=100&beside=5', ready: '.map img' },
  {
    name: 'distribution',
    place: '/distribution?source=smallest&pose=30&color=probability',
    ready: '.pose-view',
  },
  { name: 'grasps', place: '/grasps?source=smallest', ready: '.grasp .scene' },
  { name: 'lab', place: '/lab?source=smallest', ready: '.lab-synthesis', act: synthesise },
  { name: 'runs', place: '/runs?source=smallest', ready: '.chart canvas' },
  { name: 'reconstruct', place: '/reconstruct', ready: '#model option', act: reconstruct },
];

const wanted = VIEWS.filter(({ name }) => names.length === 0 || names.includes(name));
mkdirSync(out, { recursive: true });
const studio = await StudioInBrowser.open([folder]);
for (const theme of ['light', 'dark'] as const) {
  for (const view of wanted) await shoot(view, theme, 'desk');
}
for (const view of wanted) await shoot(view, 'light', 'phone');
await studio.close();

async function shoot(
  { name, place, ready, act }: View,
  theme: 'light' | 'dark',
  size: 'desk' | 'phone',
): Promise<void> {
  const page = await studio.page(theme, place, size);
  await page.waitForSelector(ready, { state: 'attached' });
  await act?.(page);
  await page.waitForTimeout(SETTLED_MS);
  await page.evaluate(shortenPaths, resolve(folder));
  const file = join(out, `${name}-${size === 'phone' ? 'phone' : theme}.webp`);
  await sharp(await page.screenshot())
    .webp({ quality: 78 })
    .toFile(file);
  await page.close();
  process.stdout.write(`${file}\n`);
}

async function synthesise(page: Page): Promise<void> {
  await page.click('.lab-synthesis .button-main');
  await page.waitForSelector('.lab-reading button:not([disabled])');
  await page.evaluate(() => document.querySelector('.content')?.scrollTo(0, 0));
}

async function reconstruct(page: Page): Promise<void> {
  await page.click('.tracker-samples button >> nth=0');
  await page.waitForFunction(() => document.getElementById('distance')?.textContent !== '');
  await page.evaluate(() => document.querySelector('.content')?.scrollTo(0, 0));
}

/** Where the run lies on this machine is nobody's business: in the page's text, it is in `runs`. */
function shortenPaths(path: string): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    texts.currentNode.nodeValue = (texts.currentNode.nodeValue ?? '').replaceAll(path, 'runs');
  }
}
