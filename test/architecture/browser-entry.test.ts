import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { HANDBOOSTER } from './support/folder-table.js';
import { readSource, repositoryRoot } from './support/source-graph.js';

const ENTRY = `${HANDBOOSTER}/browser.ts`;

/** What a file needs when it runs: its imports without those of types. */
function needs(path: string): string[] {
  const { text } = readSource(path);
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  return ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName);
}

it('what handbooster/browser takes when it runs is its own: no Node, no sharp, no engine, no package', () => {
  const seen = new Set<string>();
  const foreign: string[] = [];
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const specifier of needs(path)) {
      if (specifier.startsWith('.'))
        visit(join(path, '..', specifier).replaceAll('\\', '/').replace(/\.js$/, '.ts'));
      else foreign.push(`${path} needs ${specifier}`);
    }
  };
  visit(ENTRY);
  expect(foreign).toEqual([]);
  expect(seen.size).toBeGreaterThan(10);
  // The pattern sees what it is to find.
  expect(needs(`${HANDBOOSTER}/datasets/images/decode-image.ts`)).toContain('node:fs/promises');
});

/**
 * Complaints about a page's code that takes the compiled entry, without Node's types and with no declaration
 * skipped.
 */
function complaints(code: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const page = join(folder, 'page.ts');
  writeFileSync(page, code);
  try {
    const program = ts.createProgram([page], {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: [],
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: { 'handbooster/*': [join(repositoryRoot, 'packages/handbooster/dist/*')] },
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('a page compiles against it without the types of Node', () => {
  expect(
    complaints(`import { guessCamera, photoCrop, projectPoints, type RgbImage } from 'handbooster/browser';
const photo: RgbImage = { width: 4, height: 4, pixels: new Uint8Array(48) };
const camera = guessCamera(photo.width, photo.height);
export const point: ArrayLike<number> = projectPoints(camera, [0, 0, 1]);
export const crop = photoCrop(photo, [0, 0, 4, 4], 64, false);
`),
  ).toEqual([]);
  expect(
    complaints(`import { noSuchName } from 'handbooster/browser'; export default noSuchName;`),
  ).toHaveLength(1);
});
