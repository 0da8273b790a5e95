import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** One import of a file: what is written, and the file it leads to (relative to the repository, or null). */
export interface Import {
  specifier: string;
  target: string | null;
}

/** A hand-written source file. `path` is relative to the repository, with forward slashes. */
export interface SourceFile {
  path: string;
  text: string;
  lines: number;
  imports: Import[];
}

const PACKAGES = ['torch', 'handbooster', 'studio'];
const ENTRY = /^(?:@handbooster\/(torch)|(handbooster))(?:\/(.+))?$/;

/** The source of a package's entry, or null when the specifier is another package's. */
function entryFile(specifier: string): string | null {
  const match = specifier.match(ENTRY);
  if (match === null) return null;
  const source = `packages/${match[1] ?? match[2]}/src`;
  const candidates =
    match[3] === undefined
      ? [`${source}/index.ts`]
      : [`${source}/${match[3]}/index.ts`, `${source}/${match[3]}.ts`];
  return candidates.find((path) => existsSync(join(repositoryRoot, path))) ?? null;
}

function relativeFile(from: string, specifier: string): string | null {
  if (!/\.(js|ts|mjs)$/.test(specifier)) return null;
  const place = resolve(repositoryRoot, dirname(from), specifier.replace(/\.js$/, '.ts'));
  const path = [place, place.replace(/\.ts$/, '.tsx')].find((each) => existsSync(each));
  return path === undefined ? null : relative(repositoryRoot, path).replaceAll('\\', '/');
}

/** Every import, re-export, `import()` and `new URL('./file', import.meta.url)` of a text; types included. */
export function importsOf(path: string, text: string): Import[] {
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map((found) => found.fileName);
  for (const match of text.matchAll(/new URL\(\s*'(\.[^'\n]+)'/g)) specifiers.push(match[1]);
  // Types written as import('...').Name are not among the importedFiles of older compilers.
  for (const match of text.matchAll(/\bimport\('([^'\n]+)'\)\./g)) specifiers.push(match[1]);
  return [...new Set(specifiers)].map((specifier) => ({
    specifier,
    target: specifier.startsWith('.') ? relativeFile(path, specifier) : entryFile(specifier),
  }));
}

/** Hand-written files below a folder of the repository whose names `wanted` takes. */
export function filesBelow(folder: string, wanted: (name: string) => boolean): string[] {
  return readdirSync(join(repositoryRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => relative(repositoryRoot, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist|build)\//.test(path))
    .sort();
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

export function readSource(path: string): SourceFile {
  const text = readFileSync(join(repositoryRoot, path), 'utf8');
  return { path, text, lines: text.trimEnd().split('\n').length, imports: importsOf(path, text) };
}

/** The TypeScript of folders of the repository, tests left out. */
export function sourcesBelow(...folders: string[]): SourceFile[] {
  return folders
    .flatMap((folder) => filesBelow(folder, (name) => /\.tsx?$/.test(name) && !isTest(name)))
    .map(readSource);
}

/** Source folders of all packages, pages included. */
export const SOURCE_FOLDERS = [...PACKAGES.map((name) => `packages/${name}/src`), 'packages/studio/web'];

let packageSources: SourceFile[] | null = null;

/** All sources of the packages, read once. */
export function allSources(): SourceFile[] {
  packageSources ??= sourcesBelow(...SOURCE_FOLDERS);
  return packageSources;
}

/** Groups of nodes that reach each other (Tarjan 1972), each sorted; a node alone is no group. */
export function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node) as number);
    stack.push(node);
    onStack.add(node);
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node) as number, low.get(next) as number));
      } else if (onStack.has(next)) {
        low.set(node, Math.min(low.get(node) as number, order.get(next) as number));
      }
    }
    if (low.get(node) !== order.get(node)) return;
    const group: string[] = [];
    let member: string;
    do {
      member = stack.pop() as string;
      onStack.delete(member);
      group.push(member);
    } while (member !== node);
    if (group.length > 1) found.push(group.sort());
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return found;
}

/** Arrows from file to file. */
export function fileEdges(sources: SourceFile[]): Map<string, Set<string>> {
  return new Map(
    sources.map(({ path, imports }) => [
      path,
      new Set(imports.flatMap(({ target }) => (target === null || target === path ? [] : [target]))),
    ]),
  );
}

/**
 * For every folder, the arrows between its children: files, and subfolders each as one. `index.ts` is for
 * users and left out.
 */
export function childEdges(sources: SourceFile[]): Map<string, Map<string, Set<string>>> {
  const folders = new Map<string, Map<string, Set<string>>>();
  for (const [from, targets] of fileEdges(sources)) {
    if (from.endsWith('/index.ts')) continue;
    for (const to of targets) {
      if (to.endsWith('/index.ts')) continue;
      const a = from.split('/');
      const b = to.split('/');
      let shared = 0;
      while (shared < Math.min(a.length, b.length) - 1 && a[shared] === b[shared]) shared++;
      if (a[shared] === b[shared]) continue;
      const folder = a.slice(0, shared).join('/');
      const edges = folders.get(folder) ?? new Map<string, Set<string>>();
      folders.set(folder, edges);
      const fromSet = edges.get(a[shared]) ?? new Set<string>();
      edges.set(a[shared], fromSet.add(b[shared]));
    }
  }
  return folders;
}
