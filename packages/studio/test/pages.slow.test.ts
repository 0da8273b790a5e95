/// <reference lib="dom" />
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boost } from 'handbooster';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBehindProxy } from './support/behind-proxy.js';
import { childOf } from './support/child-of.js';
import { lassoByMouse } from './support/lasso-by-mouse.js';
import { loseContext } from './support/lose-context.js';
import { CHROMIUM, hasChromium, StudioInBrowser } from './support/studio-in-browser.js';
import { useEngine } from './support/use-engine.js';
import { useGrasps } from './support/use-grasps.js';
import { useLab } from './support/use-lab.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MINUTES = 60_000;

/** A folder of runs that is there already, so that a test need not make one. */
const GIVEN = process.env.HANDBOOSTER_STUDIO_RUNS;

/** What axe finds, each with the elements; the page's own parts alone. */
async function faults(page: Page): Promise<string[]> {
  // What is half faded in has half its contrast.
  await page.waitForFunction(
    () =>
      document.querySelector('.state-loading') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the script has just put it there
    const { violations } = await (window as any).axe.run(document);
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
  });
}

/** Canvases that the one renderer draws into. */
const DRAWN: Record<string, string> = {
  grasps: '.grasp .scene',
  lab: '.lab .scene',
  distribution: '.pose-view canvas',
  reconstruct: '#mesh',
};

/** Waits until a canvas has something on it. */
async function isDrawn(page: Page, selector = '.scene'): Promise<void> {
  await page.waitForFunction((wanted) => {
    const canvas = document.querySelector<HTMLCanvasElement>(wanted);
    const pixels = canvas?.width
      ? canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
      : undefined;
    return pixels?.some((value, i) => i % 4 === 3 && value > 0) ?? false;
  }, selector);
}

describe.skipIf(!hasChromium)(`the studio's pages in ${CHROMIUM}, on a run of the smallest preset`, () => {
  const made = mkdtempSync(join(tmpdir(), 'handbooster-studio-'));
  const folder = GIVEN ?? made;
  let studio: StudioInBrowser;

  beforeAll(async () => {
    if (GIVEN === undefined) await boost({ config: 'smallest', output: join(folder, 'smallest') });
    studio = await StudioInBrowser.open([folder]);
  }, 30 * MINUTES);
  afterAll(async () => {
    await studio?.close();
    rmSync(made, { recursive: true });
  });

  const VIEWS: [name: string, view: string, ready: string][] = [
    ['overview', '', 'text=Finished'],
    ['data', '/data?source=smallest', '.tile img'],
    ['sample', '/data?source=smallest&row=160', '.map img'],
    ['two samples', '/data?source=smallest&row=160&beside=3', '.map img'],
    ['distribution', '/distribution?source=smallest', '.matrix'],
    ['pose', '/distribution?source=smallest&pose=30&color=probability', '.pose-view'],
    ['grasps', '/grasps?source=smallest', '.grasp .scene'],
    ['lab', '/lab?source=smallest', '.lab-synthesis'],
    ['runs', '/runs?source=smallest', '.chart canvas'],
    ['reconstruct', '/reconstruct', '#model option'],
    ['what there is not', '/nowhere', 'text=There is no page'],
  ];
  it.each(VIEWS.flatMap((view) => [['light', ...view] as const, ['dark', ...view] as const]))(
    'axe finds nothing: %s, %s',
    async (theme, _, view, ready) => {
      const page = await studio.page(theme, view);
      // An option of a closed list is there, but never visible.
      await page.waitForSelector(ready, { state: 'attached' });
      expect(await faults(page)).toEqual([]);
      await page.close();
    },
    10 * MINUTES,
  );

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'the report of a run is one file in which axe finds nothing: %s, %i pixels wide',
    async (colorScheme, width) => {
      const page = await studio.browser.newPage({ colorScheme, viewport: { width, height: 844 } });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`file://${join(folder, 'smallest', 'report', 'index.html')}`);
      expect(await faults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      // The page alone, and pictures that it has in it.
      expect(asked.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
      const [shown, broken] = await page.evaluate(() => [
        document.images.length,
        Array.from(document.images).filter(({ naturalWidth }) => naturalWidth === 0).length,
      ]);
      expect(shown).toBeGreaterThan(6);
      expect(broken).toBe(0);
      const links = await page.evaluate(() =>
        Array.from(document.querySelectorAll('nav a'), (link) => link.getAttribute('href') as string),
      );
      for (const link of links) expect(await page.locator(link).count()).toBe(1);
      const first = page.locator('label.zoom').first();
      const before = (await first.locator('img').boundingBox())?.width ?? 0;
      await first.locator('input').focus();
      await page.keyboard.press('Space');
      expect((await first.locator('img').boundingBox())?.width).toBeGreaterThan(before);
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'nothing is wider than a phone',
    async () => {
      for (const [, view, ready] of VIEWS.slice(0, -1)) {
        const page = await studio.page('light', view, 'phone');
        await page.waitForSelector(ready, { state: 'attached' });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect([view, width]).toEqual([view, 390]);
        await page.close();
      }
    },
    10 * MINUTES,
  );

  it(
    'walks through grasps, and plays how one came about',
    () => useGrasps(studio, join(folder, 'smallest', 'grasps')),
    20 * MINUTES,
  );

  it('poses a scene in the lab and makes an image of it', () => useLab(studio, folder), 20 * MINUTES);

  it('has one engine for two tabs, and another once it has fallen', () => useEngine(studio), 20 * MINUTES);

  it.each([true, false])(
    'works under a path of another server, which hands on the whole path: %s',
    async (whole) => {
      const { studio: behind, close } = await openBehindProxy([folder], '/user/me/proxy/', whole);
      const page = await behind.page('light', '/data?source=smallest');
      await page.waitForSelector('.tile img');
      await page.click('nav >> text=Runs');
      // Stages come by live updates.
      await page.waitForSelector('.stage[data-state=done]');
      await page.waitForSelector('.chart canvas');
      await page.click('nav >> text=Reconstruct');
      await page.waitForSelector('#model option', { state: 'attached' });
      await page.click('.tracker-samples button >> nth=0');
      await isDrawn(page, '#mesh');
      expect(await page.locator('.banner').count()).toBe(0);
      expect(behind.complaints).toEqual([]);
      await close();
    },
    10 * MINUTES,
  );

  it(
    'filters, sorts, jumps, and opens one picture after the other by keys',
    async () => {
      const page = await studio.page('light', '/data?source=smallest');
      await page.waitForSelector('.tile img');
      await page.check('[data-value="dropped"] input');
      await page.waitForFunction(() => {
        const words = document.querySelector('.page-head .quiet')?.textContent ?? '';
        const [, shown, all] = /^(\d+) of (\d+) pictures$/.exec(words) ?? [];
        return shown !== undefined && shown !== all;
      });
      const dropped = Number((await page.textContent('.page-head .quiet'))?.split(' ')[0]);
      const verdicts = readFileSync(join(folder, 'smallest', 'filter', 'verdicts.jsonl'), 'utf8')
        .trim()
        .split('\n');
      expect(dropped).toBe(verdicts.filter((line) => !JSON.parse(line).kept).length);
      await page.click('text=Clear all filters');
      await page.selectOption('.sort select', 'severity');
      await page.click('.sort button');
      await page.waitForFunction(() => document.querySelector('.tile .mark')?.textContent === 'dropped');
      await page.fill('.jump', '12');
      await page.press('.jump', 'Enter');
      await page.waitForSelector('[data-position="11"][tabindex="0"]');
      await page.focus('[data-position="11"]');
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-position') === '12');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=13 of');
      await page.keyboard.press('j');
      await page.waitForSelector('text=14 of');
      await page.keyboard.press('k');
      await page.waitForSelector('text=13 of');
      await page.click('text=Keep beside the next');
      await page.waitForFunction(() => document.querySelectorAll('.sample').length === 2);
      await page.keyboard.press('Escape');
      await page.waitForSelector('.tile img');
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'draws a scene, and again after the context was lost',
    async () => {
      const page = await studio.page('light', '/data?source=smallest&row=160');
      await isDrawn(page);
      await page.focus('.scene');
      await page.keyboard.press('ArrowLeft');
      await isDrawn(page);
      await page.evaluate(() => {
        const canvas = document.querySelector('.scene') as HTMLCanvasElement;
        canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
      });
      await loseContext(page);
      await isDrawn(page);
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'draws the 3D views of all pages in one context',
    async () => {
      const page = await studio.page('light', '/data?source=smallest&row=160');
      await isDrawn(page);
      for (const view of ['grasps', 'lab', 'distribution', 'reconstruct']) {
        await page.evaluate((to) => {
          location.hash = to;
        }, `#/${view}?source=smallest&pose=30`);
        if (view === 'reconstruct') {
          await page.waitForSelector('#model option', { state: 'attached' });
          await page.click('.tracker-samples button >> nth=0');
        }
        await isDrawn(page, DRAWN[view]);
      }
      expect(await loseContext(page)).toBe(1);
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'shows poses as a map: chosen by keys, coloured, hidden, listed',
    async () => {
      const page = await studio.page('light', '/distribution?source=smallest');
      await page.waitForSelector('.matrix');
      const { objects } = JSON.parse(
        readFileSync(join(folder, 'smallest', 'select', 'selection.json'), 'utf8'),
      );
      const selected = objects.reduce(
        (sum: number, { grasps }: { grasps: unknown[] }) => sum + grasps.length,
        0,
      );
      const legend = await page.textContent('.legend');
      expect(legend).toContain(`selected grasp${selected}`);
      await page.focus('.pose-map canvas');
      await page.keyboard.press('ArrowRight');
      await page.waitForSelector('.pose-card');
      // One way there is another pose, whichever the first one is.
      const seen = new Set<string>();
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
        await page.keyboard.press(key);
        seen.add(await page.evaluate(() => location.hash));
      }
      expect(seen.size).toBeGreaterThan(1);
      await page.selectOption('.map-tools select >> nth=1', 'probability');
      await page.waitForSelector('.map-scale');
      // All that are in view, then without the grasps that were not selected.
      const sum = (of: (object: Record<string, number>) => number) =>
        objects.reduce((all: number, object: Record<string, number>) => all + of(object), 0);
      const grasps = sum(({ syntheticPoses }) => syntheticPoses);
      const real = sum(({ realPoses }) => realPoses);
      // A key may come before the map has changed: it is pressed again.
      const inView = async () => {
        await page.focus('.pose-map canvas');
        await page.keyboard.press('v');
        return await page.textContent('.map-side h2:has-text("in the lasso")', { timeout: 5000 });
      };
      const soon = { timeout: 60_000, interval: 500 };
      await expect.poll(inView, soon).toBe(`${grasps + real} poses in the lasso`);
      await page.uncheck('.legend input >> nth=0');
      await expect.poll(inView, soon).toBe(`${real + selected} poses in the lasso`);
      await page.check('.legend input >> nth=0');
      await lassoByMouse(page, objects);
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'starts a run from the form, stops it, goes on with it, and says when its process has fallen',
    async () => {
      const name = 'from-the-form';
      rmSync(join(folder, name), { recursive: true, force: true });
      const page = await studio.page('light', '/runs?source=smallest');
      await page.click('text=New run');
      await page.fill('.new-run input[type=text]', name);
      await page.fill('.new-run input[type=search]', 'seed');
      await page.fill('[id="key-seed"]', '6');
      await page.waitForSelector('text=1 changed');
      await page.click('.new-run >> text=Start');
      await page.waitForSelector('text=At work in this studio');
      await page.waitForSelector('.stage[data-state=working] progress');
      expect(readFileSync(join(folder, name, 'config.yaml'), 'utf8')).toMatch(/^seed: 6$/m);
      await page.click('button >> text=Stop');
      await page.waitForSelector('text=Not at work; what is finished stays');
      expect(await page.locator('.banner').count()).toBe(0);
      await page.click('button >> text=Resume');
      await page.waitForSelector('text=At work in this studio');
      // What a killed process leaves must not be taken for another program at work.
      await expect.poll(() => existsSync(join(folder, name, '.lock.json')), { timeout: MINUTES }).toBe(true);
      const child = childOf(process.pid, 'run-process.js');
      process.kill(child, 'SIGKILL');
      await page.waitForSelector('text=process ended (SIGKILL)');
      await page.waitForSelector('button >> text=Resume');
      await page.close();
      rmSync(join(folder, name), { recursive: true, force: true });
    },
    10 * MINUTES,
  );

  it(
    'shows validation pictures of the training',
    async () => {
      const page = await studio.page('light', '/runs?source=smallest');
      await page.waitForSelector('.sheet img');
      const shown = await page.textContent('#sheets ~ .field');
      const sheets = readdirSync(join(folder, 'smallest', 'denoiser', 'samples'));
      expect(shown).toContain(`sheet ${sheets.length} of ${sheets.length}`);
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'says in the form what a run cannot be started with',
    async () => {
      const page = await studio.page('light', '/runs?source=smallest');
      await page.click('text=New run');
      await page.fill('.new-run input[type=text]', 'smallest');
      await page.click('.new-run >> text=Start');
      await page.waitForSelector('text=there is a folder');
      await page.click('.new-run >> text=Cancel');
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'keeps the theme that was chosen, and lists the keys',
    async () => {
      const page = await studio.page('light');
      await page.check('input[name=theme] >> nth=2', { force: true });
      expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
      await page.reload();
      await page.waitForSelector('html[data-theme=dark]');
      await page.keyboard.press('?');
      await page.waitForSelector('dialog >> text=this list');
      await page.keyboard.press('Escape');
      await page.close();
    },
    10 * MINUTES,
  );

  it(
    'shows a door to who has no token',
    async () => {
      const page = await studio.browser.newPage();
      await page.goto(studio.studio.url);
      await page.waitForSelector('text=does not know this page');
      expect(await faults(page)).toEqual([]);
      await page.close();
    },
    10 * MINUTES,
  );

  it('asked nothing of others and threw nothing', () => {
    expect(studio.complaints).toEqual([]);
  });
});
