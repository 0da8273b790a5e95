/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Takes the page's WebGL context away as a driver would, and gives it back. @returns how many it has */
export function loseContext(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const contexts = Array.from((window as unknown as { contexts: Set<WebGL2RenderingContext> }).contexts);
    const [context] = contexts;
    const extension = context.getExtension('WEBGL_lose_context');
    const told = (name: string) =>
      new Promise((done) => context.canvas.addEventListener(name, done, { once: true }));
    const lost = told('webglcontextlost');
    extension?.loseContext();
    await lost;
    // It may be asked back only once all have heard that it is lost.
    await new Promise((done) => setTimeout(done, 100));
    const restored = told('webglcontextrestored');
    extension?.restoreContext();
    await restored;
    return contexts.length;
  });
}
