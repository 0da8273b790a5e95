/// <reference lib="dom" />
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { boost } from 'handbooster';
import { exportData } from 'handbooster/commands';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, hasChromium, StudioInBrowser } from './support/studio-in-browser.js';

const MINUTES = 60_000;
const GIVEN = process.env.HANDBOOSTER_STUDIO_RUNS;
const FORMATS = ['dexycb', 'ho3d', 'coco'] as const;

/** Says nothing of how far it is. */
const QUIET = {
  say: () => {},
  begin: () => ({ advance: () => {}, note: () => {}, end: () => {} }),
};

describe.skipIf(!hasChromium)(`the page Data in ${CHROMIUM}, on every kind of source`, () => {
  const made = mkdtempSync(join(tmpdir(), 'handbooster-sources-'));
  const run = join(GIVEN ?? made, 'smallest');
  const folder = join(made, 'sources');
  let studio: StudioInBrowser;

  beforeAll(async () => {
    if (GIVEN === undefined) await boost({ config: 'smallest', output: run, until: 'dataset' });
    const { signal } = new AbortController();
    mkdirSync(folder);
    for (const format of FORMATS) {
      await exportData(run, { format, output: join(folder, format), progress: QUIET, signal });
    }
    cpSync(join(run, 'dataset'), join(folder, 'shards'), { recursive: true });
    studio = await StudioInBrowser.open([folder]);
  }, 30 * MINUTES);
  afterAll(async () => {
    await studio?.close();
    rmSync(made, { recursive: true });
  });

  /** Numbers of pictures that the page tells of. */
  const counted = async (page: Page) => {
    const text = (await page.textContent('.page-head .quiet')) ?? '';
    return (text.match(/[\d,]+/g) ?? []).map((number) => Number(number.replaceAll(',', '')));
  };

  it.each([...FORMATS, 'shards'])(
    '%s: all pictures, a filter, a sort, a jump, and a sample with all there is to it',
    async (source) => {
      const page = await studio.page('light', `/data?source=${source}`);
      await page.waitForSelector('.tile img');
      const lines = readFileSync(join(run, 'filter', 'verdicts.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const kept = lines.filter((line) => JSON.parse(line).kept).length;
      expect((await counted(page))[0]).toBeGreaterThanOrEqual(kept);
      expect(await page.locator('.picture-lacks').count()).toBe(0);
      const facet = page.locator('.facet:has(.facet-value)').first();
      const [value, told] = await facet
        .locator('.facet-value')
        .first()
        .evaluate((node) => [
          node.getAttribute('data-value') ?? '',
          node.querySelector('.facet-count')?.textContent ?? '',
        ]);
      await page.check(`.facet [data-value="${value}"] input`);
      await page.waitForFunction(
        (start) => document.querySelector('.page-head .quiet')?.textContent?.startsWith(start),
        `${told} of `,
      );
      await page.click('text=Clear all filters');
      await page.selectOption('.sort select', { index: 1 });
      await page.fill('.jump', '3');
      await page.press('.jump', 'Enter');
      await page.waitForSelector('[data-position="2"][tabindex="0"]');
      await page.focus('[data-position="2"]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.sample-picture img');
      await page.waitForSelector('.map img');
      expect(await page.locator('.maps li').count()).toBe(5);
      await page.waitForFunction(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.scene');
        const data = canvas?.width
          ? canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
          : undefined;
        return data?.some((alpha, i) => i % 4 === 3 && alpha > 0) ?? false;
      });
      await page.click('text=Its label as JSON');
      expect(JSON.parse((await page.textContent('.json')) ?? '')).toHaveProperty('joints');
      await page.click('text=Keep beside the next');
      await page.keyboard.press('j');
      await page.waitForFunction(() => document.querySelectorAll('.sample-picture img').length === 2);
      await page.close();
    },
    5 * MINUTES,
  );

  it(
    'coco with marks: a label is rejected by a key, and accepted again from the list',
    async () => {
      const photos = join(folder, 'photos');
      cpSync(join(folder, 'coco'), photos, { recursive: true });
      mkdirSync(join(photos, 'annotations'), { recursive: true });
      const names: string[] = ['train', 'val', 'test'].flatMap((split) => {
        const file = join(photos, 'annotations', `DEX_YCB_s0_${split}_data.json`);
        const { images } = JSON.parse(readFileSync(file, 'utf8'));
        return images.map((image: { file_name: string }) => basename(image.file_name));
      });
      writeFileSync(
        join(photos, 'annotations', 'photos-confidence.json'),
        JSON.stringify(names.map((name: string) => ({ name, confidence: 0.75, state: 'kept' }))),
      );
      const page = await studio.page('light', '/data?source=photos&row=0');
      await page.waitForSelector('text=Reject this label');
      await page.keyboard.press('x');
      await page.waitForSelector('text=Accept this label again');
      const rejected = readFileSync(join(photos, 'annotations', 'rejected.txt'), 'utf8');
      expect(names).toContain(rejected.trim());
      await page.keyboard.press('Escape');
      await page.click('text=1 rejected photos');
      await page.click('.rejected button');
      await page.waitForSelector('text=1 rejected photos', { state: 'detached' });
      expect(readFileSync(join(photos, 'annotations', 'rejected.txt'), 'utf8')).toBe('');
      await page.close();
    },
    5 * MINUTES,
  );

  it('asked nothing of others and threw nothing', () => {
    expect(studio.complaints).toEqual([]);
  });
});
