import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { BenchRow } from '../support/bench-row.js';
import { frameRows } from '../support/frame-rows.js';
import { writeManySamples } from '../support/many-samples.js';
import { type StudioInChromium, told, withStudio } from '../support/studio-in-chromium.js';
import { tracedFrames } from '../support/traced-frames.js';

export const name = 'Studio';

/** Fewer for a trial. */
const ROWS = Number(process.env.HANDBOOSTER_BENCH_ROWS ?? 500_000);
const SUBJECTS = ROWS / 5;
const ROUNDS = 5;
/** What others say of theirs, in public. */
const FIFTYONE_FILTER =
  'FiftyOne: the app freezes for 10 s and more at over 100,000 samples (voxel51/fiftyone issue 7068)';
const FIFTYONE_OPEN = 'FiftyOne: still loading after 10 min at 145,000 samples (voxel51/fiftyone issue 1740)';
const FIFTYONE_GRID = 'FiftyOne has no jump to a row: one scrolls there (voxel51/fiftyone issue 1950)';

/** Half a million rows in the studio's grid, in a real browser. */
export function run(): Promise<BenchRow[]> {
  return withStudio(
    (folder) => writeManySamples(join(folder, 'many'), { rows: ROWS, subjects: SUBJECTS }),
    measure,
    { webgl: false },
  );
}

async function measure({ url, link, browser }: StudioInChromium): Promise<BenchRow[]> {
  const ask = asker(url, link);
  const opened = await told('opened', () => timed(() => ask('data/open', { source: 'many' })));
  const paint = await told('painted', () => firstPaint(browser, link));
  const everything = { source: 'many', filters: {}, sort: null, descending: false };
  await ask('data/query', everything);
  const filtered = (filters: object) => ask('data/query', { ...everything, filters });
  const filters = await told('filtered', () =>
    median((round) => filtered({ subject: { values: [`subject-${31 * round}`, `subject-${77 * round}`] } })),
  );
  const broad = await told('filtered by few values', () =>
    median((round) => filtered({ object: { values: [`object-${round}`] } })),
  );
  const page = await browser.newPage({ viewport: { width: 1280, height: 820 } });
  await page.goto(`${link}&/data?source=many`);
  await page.waitForSelector('.tile img');
  const session = await browser.newBrowserCDPSession();
  const frames = await told('scrolled', () => tracedFrames(session, () => scroll(page)));
  const load = `load average ${loadavg()[0].toFixed(1)}`;
  const row = (path: string, ours: number, unit: string, note: string): BenchRow => ({
    ...{ path, ours, reference: null, unit, ratio: null, note },
  });
  return [
    row(`open a table of ${ROWS} rows`, opened.clock, 'ms', `${cpu(opened)}; ${FIFTYONE_OPEN}; ${load}`),
    row('first contentful paint', paint, 'ms', `median of ${ROUNDS}; goal 1000; ${load}`),
    row(
      `filter by two of ${SUBJECTS} values, ${ROWS} rows`,
      filters.clock,
      'ms',
      `median of ${ROUNDS} with all histograms; ${cpu(filters)}; goal 300; ${FIFTYONE_FILTER}; ${load}`,
    ),
    row(
      `filter by one of 21 values, ${ROWS} rows`,
      broad.clock,
      'ms',
      `median of ${ROUNDS} with all histograms; ${cpu(broad)}; goal 300; ${load}`,
    ),
    ...frameRows('scroll', frames, `${FIFTYONE_GRID}; ${load}`),
  ];
}

/** The wheel, slowly and fast, then far down by the bar, and again. */
async function scroll(page: Page): Promise<void> {
  await page.mouse.move(800, 500);
  for (const share of [0, 0.3, 0.77, 0.999]) {
    await page.evaluate((to) => {
      const grid = document.querySelector('.grid') as HTMLElement;
      grid.scrollTop = to * grid.scrollHeight;
    }, share);
    for (let step = 0; step < 60; step++) {
      await page.mouse.wheel(0, share === 0.999 ? -350 : 120 + 10 * step);
      await page.waitForTimeout(16);
    }
  }
  await page.waitForFunction(() => document.querySelectorAll('.tile img').length > 3);
}

async function firstPaint(browser: Browser, link: string): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await browser.newPage();
    await page.goto(`${link}&/data?source=many`);
    await page.waitForSelector('.tile');
    found.push(
      await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      ),
    );
    await page.close();
  }
  return middle(found);
}

function asker(url: string, link: string) {
  const token = link.slice(link.indexOf('#token=') + 7);
  return async (call: string, body: unknown) => {
    const answer = await fetch(`${url}api/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
}

interface Time {
  clock: number;
  /** Of this process, in which the studio answers. */
  processor: number;
}

async function timed(work: () => Promise<unknown>): Promise<Time> {
  const [start, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { clock: performance.now() - start, processor: (user + system) / 1000 };
}

async function median(work: (round: number) => Promise<unknown>): Promise<Time> {
  const times: Time[] = [];
  for (let round = 1; round <= ROUNDS; round++) times.push(await timed(() => work(round)));
  return {
    clock: middle(times.map(({ clock }) => clock)),
    processor: middle(times.map(({ processor }) => processor)),
  };
}

const cpu = ({ processor }: Time) => `${processor.toFixed(0)} ms of processor time`;

function middle(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
