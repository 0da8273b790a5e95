// Packs what pages need of this package by itself: `handbooster/browser` with nothing to install beside it.
//   node packages/handbooster/scripts/pack-browser.mjs FOLDER        (after npm run build)
// Writes FOLDER/handbooster-browser-<version>.tgz, which `npm install` takes. `npm install handbooster`
// brings 170 MB of libraries that only Node uses; a page takes none of them, but they would lie in its
// node_modules.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const dist = join(ROOT, 'dist');
const { version, license, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** A compiled file and all that it takes, scripts and types apart. Throws for what is no file of ours. */
function closure(entry) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    // Examples in docstrings import what a reader of theirs would.
    const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, name] of code.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      if (!name.startsWith('.')) throw new Error(`${path}: takes ${name}, which a page does not have`);
      const script = resolve(dirname(path), name);
      visit(path.endsWith('.d.ts') ? script.replace(/\.js$/, '.d.ts') : script);
    }
  };
  visit(entry);
  return seen;
}

const output = resolve(process.argv[2] ?? '.');
mkdirSync(output, { recursive: true });
if (!existsSync(join(dist, 'browser.js'))) throw new Error(`${dist}: not built yet; npm run build`);
const folder = mkdtempSync(join(tmpdir(), 'pack-browser-'));
try {
  for (const name of ['browser.js', 'browser.d.ts'])
    for (const path of closure(join(dist, name))) cpSync(path, join(folder, relative(dist, path)));
  const card = {
    name: '@handbooster/browser',
    version,
    description: 'What runs in a page of handbooster: crops, cameras, hands and trackers, without Node',
    type: 'module',
    license,
    engines,
    sideEffects: false,
    exports: { '.': { types: './browser.d.ts', default: './browser.js' } },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(card, null, 2)}\n`);
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const made = execFileSync('npm', ['pack', '--silent', '--pack-destination', output], { cwd: folder });
  process.stdout.write(`${join(output, made.toString().trim())}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
