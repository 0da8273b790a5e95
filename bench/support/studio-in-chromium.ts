import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServedStudio, serveStudio } from '@handbooster/studio';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** WebGL by the processor, for pages that draw with it. */
const WEBGL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
/**
 * Pages painted as Chromium does where there is no GPU. Debian's start script asks for painting by the GPU,
 * which without one is WebGL by the processor, several times as slow.
 */
const WITHOUT_GPU = ['--disable-gpu'];

/** A studio over one folder, and a browser before it. */
export interface StudioInChromium extends ServedStudio {
  browser: Browser;
}

/**
 * Makes something to look at in a folder of its own, opens the studio on it in Chromium, measures, and clears
 * up. Says after each part how long it took. @returns nothing where there is no Chromium
 */
export async function withStudio<Row>(
  make: (folder: string) => Promise<void>,
  measure: (studio: StudioInChromium) => Promise<Row[]>,
  { webgl = true } = {},
): Promise<Row[]> {
  if (!existsSync(CHROMIUM)) {
    process.stdout.write(`  ${CHROMIUM}: no Chromium there; set CHROMIUM\n`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-bench-studio-'));
  try {
    await told('made what is shown', () => make(folder));
    const studio = await serveStudio({ folders: [folder], port: 0 });
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', ...(webgl ? WEBGL : WITHOUT_GPU)],
    });
    try {
      return await measure({ ...studio, browser });
    } finally {
      await browser.close();
      await studio.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Does a part of a benchmark and says how long it took: some take half a minute. */
export async function told<Value>(words: string, work: () => Promise<Value>): Promise<Value> {
  const start = performance.now();
  const value = await work();
  process.stdout.write(`  ${words}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return value;
}
