import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../architecture/support/source-graph.js';

// What people get who install the packages: `import 'handbooster'` was an empty module, types asked for
// Node's without saying so, and a page that needs a few functions installed 170 MB.
const folder = mkdtempSync(join(tmpdir(), 'npm-consumers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]) => join(repositoryRoot, ...names);
const npm = (args: string[], cwd: string) =>
  execFileSync('npm', [...args, '--silent', '--ignore-scripts'], { cwd, encoding: 'utf8', shell: false });

describe('@handbooster/browser', () => {
  const page = `
    import { applyRigid, projectPoints, rigid } from '@handbooster/browser';
    const camera = { fx: 100, fy: 100, cx: 31.5, cy: 31.5, width: 64, height: 64 };
    const moved = applyRigid(rigid([0, -1, 0, 1, 0, 0, 0, 0, 1], [0, 0, 1]), Float32Array.of(0.1, 0.2, 1));
    console.log(JSON.stringify(Array.from(projectPoints(camera, moved))));
  `;
  // (0.1, 0.2, 1) turned by 90 degrees about z is (-0.2, 0.1, 1); a metre further away its pixel is 31.5 +
  // 100 (x, y) / 2.
  const expected = [21.5, 36.5];

  beforeAll(() => {
    const script = at('packages/handbooster/scripts/pack-browser.mjs');
    const tarball = execFileSync('node', [script, folder], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, 'package.json'), '{"name":"page","private":true,"type":"module"}');
    npm(['install', '--offline', '--no-audit', '--no-fund', tarball], folder);
    writeFileSync(join(folder, 'page.ts'), page);
  });

  it('installs alone, in less than half a megabyte', () => {
    const modules = join(folder, 'node_modules');
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['@handbooster']);
    const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const bytes = files.reduce((sum, each) => sum + statSync(join(each.parentPath, each.name)).size, 0);
    expect(bytes).toBeLessThan(500_000);
  });

  it('has types that need neither Node’s nor skipLibCheck', () => {
    const program = ts.createProgram([join(folder, 'page.ts')], {
      ...{ strict: true, noEmit: true, skipLibCheck: false, types: [] },
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    });
    const words = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(words).toEqual([]);
  });

  it.each(['esbuild', 'vite'])('is bundled by %s, and the bundle computes', async (bundler) => {
    const out = join(folder, bundler);
    // Of the repository's own tools: tsx has esbuild, the studio's pages are built by Vite.
    if (bundler === 'esbuild') {
      const { build } = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild');
      await build({
        ...{ entryPoints: [join(folder, 'page.ts')], bundle: true, platform: 'browser', format: 'esm' },
        ...{ outfile: join(out, 'page.js'), logLevel: 'silent' },
      });
    } else {
      const { build } = await import(createRequire(at('packages/studio/package.json')).resolve('vite'));
      const options = { input: join(folder, 'page.ts'), output: { entryFileNames: 'page.js' } };
      await build({
        ...{ root: folder, logLevel: 'error', configFile: false },
        build: { outDir: out, rollupOptions: options, minify: false },
      });
    }
    const path = join(out, 'page.js');
    expect(readFileSync(path, 'utf8')).not.toMatch(/node:|require\(/);
    const printed = execFileSync('node', [
      '--input-type=module',
      '-e',
      `await import('${pathToFileURL(path)}')`,
    ]);
    const pixels: number[] = JSON.parse(printed.toString());
    // Float32: 7 digits.
    for (const [i, value] of expected.entries()) expect(Math.abs(pixels[i] - value)).toBeLessThan(1e-4);
  });
});

describe.each(['torch', 'handbooster', 'studio'])('the package %s', (name) => {
  const root = at('packages', name);
  const card = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  let files: string[] = [];
  beforeAll(() => {
    const [packed] = JSON.parse(npm(['pack', '--dry-run', '--json'], root));
    files = packed.files.map(({ path }: { path: string }) => path);
  });

  it('packs what its entries name, and nothing of how it was built', () => {
    const entries = Object.values(card.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry as object),
    );
    for (const path of entries as string[]) {
      if (!path.includes('*')) expect(files, path).toContain(path.replace('./', ''));
    }
    for (const path of Object.values(card.bin ?? {}) as string[])
      expect(files).toContain(path.replace('./', ''));
    expect(files.filter((path) => /\.test\.|\.map$|tsbuildinfo|^src\//.test(path))).toEqual([]);
  });

  it('depends on all that its scripts and types take', () => {
    const known = new Set([card.name, ...Object.keys({ ...card.dependencies, ...card.peerDependencies })]);
    const missing = new Set<string>();
    for (const path of files.filter(
      (each) => /^dist\/.*\.(js|d\.ts)$/.test(each) && !each.includes('/web/'),
    )) {
      const text = readFileSync(join(root, path), 'utf8');
      if (text.length > 1e6) continue; // bundles for pages carry what they need
      for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
        if (fileName.startsWith('.')) continue;
        const of = fileName.startsWith('node:')
          ? '@types/node'
          : fileName
              .split('/')
              .slice(0, fileName[0] === '@' ? 2 : 1)
              .join('/');
        if (of === '@types/node' && !path.endsWith('.d.ts')) continue;
        if (!known.has(of) && !known.has(`@types/${of}`)) missing.add(`${of} (${basename(path)})`);
      }
    }
    expect([...missing].filter((each) => !OPTIONAL.test(each))).toEqual([]);
  });
});

/** Asked for when it is used, with an error that says how to install it. */
const OPTIONAL = /^onnxruntime-web /;
