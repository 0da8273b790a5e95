import { readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { serveRuns } from './dist/index.js';

const { server, url } = await serveRuns({ folder: '/tmp/7c/runs', port: 0 });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    ...(process.argv[3] === 'gpu'
      ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan']
      : []),
  ],
});
const page = await browser.newPage({ viewport: { width: 1000, height: 950 } });
page.on('console', (m) => console.log('console', m.text()));
page.on('pageerror', (m) => console.log('error', String(m)));
await page.goto(url + 'tracker.html' + (process.argv[3] === 'gpu' ? '' : '?backend=WASM'));
console.log(await (await fetch(url + 'api/models')).text());
await page.waitForTimeout(1000);
await page.setInputFiles('#file', '/tmp/7c/demo.onnx');
await page.waitForFunction(() => document.getElementById('backend')!.textContent !== '', null, {
  timeout: 120000,
});
console.log('backend', await page.textContent('#backend'));
await page.setInputFiles('#file', process.argv[2]);
await page.waitForFunction(() => (window as any).tracker.answers > 0, null, { timeout: 120000 });
for (let i = 0; i < 8; i++) {
  await page.evaluate(() => {
    (window as any).tracker.box = (window as any).tracker.box;
  });
  await page.waitForTimeout(500);
}
console.log(
  await page.textContent('#rate'),
  await page.textContent('#message'),
  await page.textContent('#distance'),
  JSON.stringify(await page.evaluate(() => (window as any).tracker.box)),
);
await page.screenshot({ path: process.argv[4] ?? '/tmp/7c/shot.png' });
await browser.close();
server.close();
process.exit(0);
