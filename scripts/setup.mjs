// Sets up everything a fresh clone needs, and does nothing (in well under a second) when nothing is to be
// done: npm packages, compiled TypeScript, libtorch and the addon. It is plain JavaScript because it runs
// before there is a compiler; the part about libtorch is TypeScript in packages/torch/src/setup.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Outside node_modules, which npm empties; apt-get's messages are there, too. */
const logFolder = join(root, 'packages', 'torch', 'build');
/** Milliseconds between two words about progress. */
const INTERVAL = 3000;
/** Of all packages on Linux, `du -sm node_modules`. */
const PACKAGES_MB = 660;
const stampFolder = join(root, 'node_modules', '.handbooster');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 12)) {
  fail(
    `Node 20.12 or later is needed, this is ${process.versions.node}: install a newer Node and run the command again`,
  );
}

await waitForTurn();
await ensurePackages();
await ensureCompiled();
await ensurePages();
await ensureEngine();

/**
 * One set-up at a time in a folder. The lock is a name of the kernel's (a socket without a file): it ends
 * with its process, however that ends.
 */
async function waitForTurn() {
  if (process.platform !== 'linux') return;
  const name = `\0handbooster-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  for (let turn = 0; ; turn++) {
    const server = createServer((waiting) => waiting.on('error', () => {}).unref());
    const mine = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(name, () => resolve(true));
    });
    if (mine) return void server.unref();
    if (turn === 0) say('another set-up is at work in this folder: waiting for it');
    // The connection ends when the other does.
    await new Promise((resolve) => {
      connect(name)
        .on('error', () => {})
        .once('close', resolve)
        .resume();
    });
  }
}

async function ensurePackages() {
  const stamp = hash([
    'package.json',
    'package-lock.json',
    ...packageFolders().map((p) => join(p, 'package.json')),
  ]);
  if (readStamp('packages') === stamp) return;
  // Dependencies ship what they need inside their packages: no install script has to run.
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const count = Object.keys(packages).filter((path) => path.startsWith('node_modules/')).length;
  const what = `installing up to ${count} npm packages (about ${PACKAGES_MB} MB on disk)`;
  await run('npm', ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], what);
  writeStamp('packages', stamp);
}

async function ensureCompiled() {
  const sources = packageFolders().flatMap((folder) => [
    join(folder, 'tsconfig.json'),
    ...listSources(join(folder, 'src')),
  ]);
  const newest = ['tsconfig.base.json', ...sources]
    .map((file) => `${file}:${statSync(join(root, file)).mtimeMs}`)
    .sort()
    .join('\n');
  const stamp = createHash('sha256').update(newest).digest('hex');
  const compiled = packageFolders().every((folder) => existsSync(join(root, folder, 'dist', 'index.js')));
  if (compiled && readStamp('compiled') === stamp) return;
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  await run('tsc', [process.execPath, tsc, '-b'], 'compiling TypeScript');
  writeStamp('compiled', stamp);
}

/** The browser's pages, with the parts of the other package that they share. */
async function ensurePages() {
  const studio = join('packages', 'studio');
  const config = join(studio, 'vite.config.ts');
  const folders = [join(studio, 'web'), join('packages', 'handbooster', 'src')];
  const stamp = hash(['package-lock.json', config, ...folders.flatMap(listPageSources).sort()]);
  const bundled = existsSync(join(root, studio, 'dist', 'pages', 'index.html'));
  if (bundled && readStamp('pages') === stamp) return;
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const build = [process.execPath, vite, 'build', '--config', config];
  await run('vite', build, 'bundling the pages of the studio');
  writeStamp('pages', stamp);
}

async function ensureEngine() {
  const setup = join(root, 'packages', 'torch', 'dist', 'setup', 'index.js');
  const { ensureEngine } = await import(pathToFileURL(setup).href);
  try {
    await ensureEngine({ install: true, log: say, progress });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function packageFolders() {
  return ['torch', 'handbooster', 'studio'].map((name) => join('packages', name));
}

function listPageSources(folder) {
  return listFiles(folder, /\.(tsx?|css|html|svg)$/);
}

function listSources(folder) {
  return listFiles(folder, /\.tsx?$/);
}

function listFiles(folder, wanted) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length));
}

function hash(files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(file).update(readFileSync(join(root, file)));
  return digest.digest('hex');
}

function readStamp(name) {
  const file = join(stampFolder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function writeStamp(name, value) {
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(join(stampFolder, name), value);
}

/** Runs a command whose messages go to a file, and says every few seconds that it is at work. */
async function run(name, [command, ...args], what) {
  mkdirSync(logFolder, { recursive: true });
  const log = join(logFolder, `${name}.log`);
  say(`${what}; messages of ${name} go to ${log}`);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const file = openSync(log, 'w');
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', file, file] });
  closeSync(file);
  const timer = setInterval(() => progress(`${name}: ${seconds().toFixed(0)} s`), INTERVAL);
  const problem = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status) => resolve(status === 0 ? null : `exit status ${status}`));
  });
  clearInterval(timer);
  if (problem !== null) {
    const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n  ');
    fail(`${command} ${args.join(' ')} failed (${problem}). The end of ${log}:\n  ${last}`);
  }
  say(`${name}: done in ${seconds().toFixed(1)} s`);
}

/** On a terminal the line that the next one replaces, elsewhere a line like all others. */
function progress(line) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Ksetup: ${line}`);
  else say(line);
}

function say(line) {
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}setup: ${line}\n`);
}

function fail(message) {
  process.stderr.write(`setup: ${message}\n`);
  process.exit(1);
}
