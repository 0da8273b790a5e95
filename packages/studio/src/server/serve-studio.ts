import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportModel, listModels } from './routes/models.js';

export interface ServeRunsOptions {
  /** Folder whose subfolders are runs. */
  folder: string;
  /** 0 for any free port. */
  port: number;
}

/** A run as the page lists it. */
export interface RunListing {
  name: string;
  /** Finished stages in order. */
  stages: string[];
  report: boolean;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const PAGES = fileURLToPath(new URL('../../public', import.meta.url));
/** What `scripts/bundle-pages.mjs` made; from src and dist alike the package's folder is one up. */
const BUNDLES = fileURLToPath(new URL('../../dist/pages', import.meta.url));

/**
 * Serves the runs of a folder on 127.0.0.1 only: the page at `/`, the list at `/api/runs`, and each run's files under
 * `/runs/<name>/`; the hand tracker at `/tracker.html`, its networks at `/api/models` and under `/models/`. Over SSH: `ssh -L 8420:localhost:8420 host`.
 */
export async function serveRuns({
  folder,
  port,
}: ServeRunsOptions): Promise<{ url: string; server: Server }> {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    const path = decodePath(request.url ?? '/');
    if (path === null || (request.method !== 'GET' && request.method !== 'HEAD')) refuse(response, 400);
    else if (path === '/api/runs') sendJson(response, listRuns(root));
    else if (path === '/api/models') sendJson(response, listModels(root, listRuns(root)));
    else if (path.startsWith('/models/')) sendModel(response, root, path.slice('/models/'.length));
    else if (path.startsWith('/pages/')) sendFile(response, BUNDLES, path.slice('/pages/'.length));
    else if (path.startsWith('/runs/')) sendFile(response, root, path.slice('/runs/'.length));
    else sendFile(response, PAGES, path === '/' ? 'index.html' : path.slice(1));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://127.0.0.1:${actual}/`, server };
}

/** The runs of a folder: subfolders with a manifest. */
export function listRuns(root: string): RunListing[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'manifest.json')))
    .sort()
    .map((name) => {
      const manifest = JSON.parse(readFileSync(join(root, name, 'manifest.json'), 'utf8'));
      return {
        name,
        stages: Object.keys(manifest.stages ?? {}),
        report: existsSync(join(root, name, 'report', 'index.html')),
      };
    });
}

function decodePath(url: string): string | null {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null;
  }
}

/** Only files below the folder: a path that climbs out of it is refused. One that lies there compressed is sent so. */
function sendFile(response: ServerResponse, folder: string, path: string): void {
  const file = normalize(join(folder, path));
  const isFile = (name: string) => existsSync(name) && statSync(name).isFile();
  const compressed = !isFile(file) && isFile(`${file}.gz`);
  if (!file.startsWith(folder + sep) || !(isFile(file) || compressed)) {
    refuse(response, 404);
    return;
  }
  const headers: Record<string, string> = {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
  };
  if (compressed) headers['content-encoding'] = 'gzip';
  response.writeHead(200, headers);
  createReadStream(compressed ? `${file}.gz` : file).pipe(response);
}

/** A run's network as an ONNX model; why not, in words, where that fails. */
function sendModel(response: ServerResponse, root: string, name: string): void {
  try {
    const model = exportModel(root, name, listRuns(root));
    if (model === null) refuse(response, 404);
    else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(model);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(error instanceof Error ? error.message : String(error));
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(`${status}\n`);
}
