// Bundles the browser pages into dist/pages, with the runtimes that they load, compressed: nothing comes from elsewhere.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = join(root, 'dist', 'pages');

rmSync(pages, { recursive: true, force: true });
await build({
  entryPoints: [join(root, 'web', 'pages', 'reconstruct', 'tracker.ts')],
  outdir: pages,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
});

const require = createRequire(import.meta.url);
mkdirSync(join(pages, 'ort'));
for (const name of ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.asyncify.wasm']) {
  const file = require.resolve(`onnxruntime-web/${name}`);
  writeFileSync(join(pages, 'ort', `${name}.gz`), gzipSync(readFileSync(file), { level: 9 }));
}
