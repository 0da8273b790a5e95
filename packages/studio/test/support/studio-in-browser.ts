/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type ServedStudio, type ServeStudioOptions, serveStudio } from '../../src/server/serve-studio.js';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

const FLAGS = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const SIZES = { desk: { width: 1280, height: 820 }, phone: { width: 390, height: 844 } };

/** Leaves the page's WebGL contexts in `window.contexts`: a browser has few of them. */
function keepContexts(): void {
  const contexts = new Set<unknown>();
  const open = HTMLCanvasElement.prototype.getContext as (kind: string, options?: unknown) => unknown;
  Object.assign(window, { contexts });
  Object.assign(HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvasElement, kind: string, options?: unknown) {
      const context = open.call(this, kind, options);
      if (kind.startsWith('webgl') && context !== null) contexts.add(context);
      return context;
    },
  });
}

/** A studio with a real browser before it. */
export class StudioInBrowser {
  /** What the pages complained of, and what they asked of others. */
  readonly complaints: string[] = [];

  private constructor(
    readonly studio: ServedStudio,
    readonly browser: Browser,
  ) {}

  static async open(
    folders: readonly string[],
    options: Partial<ServeStudioOptions> = {},
  ): Promise<StudioInBrowser> {
    const studio = await serveStudio({ folders, port: 0, ...options });
    return new StudioInBrowser(studio, await chromium.launch({ executablePath: CHROMIUM, args: FLAGS }));
  }

  /** @param view what stands after the hash, for example `/data?row=3` */
  async page(theme: 'light' | 'dark', view = '', size: keyof typeof SIZES = 'desk'): Promise<Page> {
    const page = await this.browser.newPage({ viewport: SIZES[size], colorScheme: theme });
    page.setDefaultTimeout(120_000);
    await page.addInitScript(keepContexts);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const own = [this.studio.url, 'blob:', 'data:'].some((start) => request.url().startsWith(start));
      if (!own) this.complaints.push(`asked ${request.url()}`);
    });
    await page.goto(`${this.studio.link}&${view}`);
    await page.waitForSelector('h1');
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.studio.close();
  }
}
