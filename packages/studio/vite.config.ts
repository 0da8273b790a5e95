import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const out = fileURLToPath(new URL('./dist/pages', import.meta.url));
const SMALLEST = 2048;

// The pages into dist/pages. Addresses in them are relative, so that the studio works behind a path prefix;
// nothing comes from elsewhere.
export default defineConfig({
  root: fileURLToPath(new URL('./web', import.meta.url)),
  base: './',
  publicDir: false,
  cacheDir: fileURLToPath(new URL('./build/vite', import.meta.url)),
  logLevel: 'warn',
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // three.js and the runtime of the tracker are large, and loaded only where they are used.
    chunkSizeWarningLimit: 2000,
  },
  plugins: [compressed()],
});

/** Leaves a compressed file beside each; runtimes, which are ten megabytes, compressed alone. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    closeBundle() {
      for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|html|svg|wasm)$/.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        const bytes = readFileSync(file);
        if (bytes.length < SMALLEST) continue;
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 6 }));
        if (entry.name.endsWith('.wasm')) rmSync(file);
      }
    },
  };
}
