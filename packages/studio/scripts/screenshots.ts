/// <reference lib="dom" />
// Pictures of every page in both themes, into docs/studio: npm run screenshots -- <folder with a run named
// smallest> [names of the views that are wanted]
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { StudioInBrowser } from '../test/support/studio-in-browser.js';

const [folder = 'runs', ...names] = process.argv.slice(2);
const out = fileURLToPath(new URL('../../../docs/studio', import.meta.url));
const SETTLED_MS = 2500;

const VIEWS: [name: string, view: string, ready: string][] = [
  ['overview', '', 'text=Finished'],
  ['data', '/data?source=smallest', '.tile img'],
  ['dropped', '/data?source=smallest&sort=severity&descending=1', '.tile img'],
  ['sample', '/data?source=smallest&row=159&sort=severity&descending=1', '.map img'],
  ['two-samples', '/data?source=smallest&row=100&beside=5', '.map img'],
  ['distribution', '/distribution?source=smallest&pose=30&color=probability', '.pose-view'],
  ['grasps', '/grasps?source=smallest', '.grasp .scene'],
  ['lab', '/lab?source=smallest', '.lab-synthesis'],
  ['runs', '/runs?source=smallest', '.chart canvas'],
  ['reconstruct', '/reconstruct', '#model option'],
];

const wanted = VIEWS.filter(([name]) => names.length === 0 || names.includes(name));
mkdirSync(out, { recursive: true });
const studio = await StudioInBrowser.open([folder]);
for (const theme of ['light', 'dark'] as const) {
  for (const [name, view, ready] of wanted) await shoot(name, view, ready, theme, 'desk');
}
for (const [name, view, ready] of wanted.slice(0, 5)) await shoot(name, view, ready, 'light', 'phone');
await studio.close();

async function shoot(
  name: string,
  view: string,
  ready: string,
  theme: 'light' | 'dark',
  size: 'desk' | 'phone',
): Promise<void> {
  const page = await studio.page(theme, view, size);
  await page.waitForSelector(ready, { state: 'attached' });
  await page.waitForTimeout(SETTLED_MS);
  await page.evaluate(shortenPaths, resolve(folder));
  const file = join(out, `${name}-${size === 'phone' ? 'phone' : theme}.webp`);
  await sharp(await page.screenshot())
    .webp({ quality: 78 })
    .toFile(file);
  await page.close();
}

/** Where the run lies on this machine is nobody's business: in the page's text, it is in `runs`. */
function shortenPaths(path: string): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    texts.currentNode.nodeValue = (texts.currentNode.nodeValue ?? '').replaceAll(path, 'runs');
  }
}
