import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveRuns } from './serve-studio.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-studio-'));
let server: Server;
let url: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'runs', 'one', 'report'), { recursive: true });
  writeFileSync(join(folder, 'runs', 'one', 'manifest.json'), '{"stages": {"capture": {}, "report": {}}}');
  writeFileSync(join(folder, 'runs', 'one', 'report', 'index.html'), '<p>report</p>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  ({ server, url } = await serveRuns({ folder: join(folder, 'runs'), port: 0 }));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** The path as it is, where `fetch` would tidy it up. */
const get = (path: string) =>
  new Promise<{ status: number; body: string }>((done, failed) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, body }));
    })
      .on('error', failed)
      .end();
  });

describe('studio server', () => {
  it('lists runs and serves the page and the reports', async () => {
    expect(JSON.parse((await get('/api/runs')).body)).toEqual([
      { name: 'one', stages: ['capture', 'report'], report: true },
    ]);
    expect((await get('/')).body).toContain('HandBooster studio');
    expect((await get('/runs/one/report/index.html')).body).toBe('<p>report</p>');
  });

  it.each(['/runs/../secret.txt', '/runs/%2e%2e/secret.txt', '/runs/one/absent', '/%ff', '/runs/one'])(
    'gives nothing for %s',
    async (path) => {
      const { status, body } = await get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain('secret');
    },
  );
});
