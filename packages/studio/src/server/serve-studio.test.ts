import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ServedStudio, serveStudio } from './serve-studio.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-studio-'));
let studio: ServedStudio;
let port: number;
let token: string;

beforeAll(async () => {
  const run = join(folder, 'runs', 'one');
  mkdirSync(join(run, 'report'), { recursive: true });
  writeFileSync(join(run, 'manifest.json'), '{"format": 1, "stages": {"capture": {}, "report": {}}}');
  writeFileSync(join(run, 'report', 'index.html'), '<p>report</p>');
  writeFileSync(join(run, 'report', 'a b.html'), '<p>spaced</p>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(run, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(run, 'report', 'link.txt'));
  symlinkSync(folder, join(run, 'report', 'up'));
  studio = await serveStudio({ folders: [join(folder, 'runs')], port: 0 });
  port = Number(new URL(studio.url).port);
  token = studio.link.slice(studio.link.indexOf('=') + 1);
});
afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true });
});

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** The path as it is, where `fetch` would tidy it up. */
const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
  new Promise<{ status: number; body: string; headers: IncomingHttpHeaders }>((done, failed) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
      );
    });
    sent.on('error', failed);
    sent.end(body);
  });

const call = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(`/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(body),
  });

describe('the studio', () => {
  it('says what there is, to who has the token', async () => {
    const { status, body } = await call('session', {});
    expect(status).toBe(200);
    expect(JSON.parse(body).sources).toEqual([
      {
        id: 'one',
        kind: 'run',
        layout: 'run',
        folder: join(folder, 'runs', 'one'),
        stages: ['capture', 'report'],
        report: true,
      },
    ]);
  });

  it('refuses who has not', async () => {
    for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, `Bearer ${token.slice(1)}`, token]) {
      const { status, body } = await call('session', {}, { authorization });
      expect([authorization, status]).toEqual([authorization, 401]);
      expect(body).not.toContain('one');
    }
    expect((await ask('/api/models/shipped')).status).toBe(401);
  });

  it('sends its own pages to anybody on this machine, with a policy', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toContain('HandBooster studio');
    expect(body).not.toContain(token);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it.each([
    'evil.example',
    'evil.example:8420',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost:8420@evil.example',
    '0.0.0.0',
  ])('refuses a foreign host: %s', async (host) => {
    expect((await ask('/', { headers: { host } })).status).toBeGreaterThanOrEqual(400);
    expect((await call('session', {}, { host })).status).toBeGreaterThanOrEqual(400);
  });

  it.each(['localhost:9999', '127.0.0.1', '[::1]:80', 'LOCALHOST'])(
    'takes this machine: %s',
    async (host) => {
      expect((await call('session', {}, { host })).status).toBe(200);
    },
  );

  it.each(['http://evil.example', 'https://localhost', 'http://localhost:1', 'null'])(
    'refuses a foreign origin: %s',
    async (origin) => {
      expect((await call('session', {}, { host: `localhost:${port}`, origin })).status).toBe(403);
    },
  );

  it('takes its own origin', async () => {
    const host = `localhost:${port}`;
    expect((await call('session', {}, { host, origin: `http://${host}` })).status).toBe(200);
  });

  it('shows a report by its ticket alone, without scripts', async () => {
    const { path } = JSON.parse((await call('reports/open', { source: 'one' })).body);
    const { status, body, headers } = await ask(`/${path}`);
    expect([status, body]).toEqual([200, '<p>report</p>']);
    expect(headers['content-security-policy']).toMatch(/^sandbox/);
    expect((await ask(`/${path.replace('index', 'a%20b')}`)).body).toBe('<p>spaced</p>');
    const other = path.replace(/[\w-]{43}/, (ticket: string) => ticket.split('').reverse().join(''));
    expect((await ask(`/${other}`)).status).toBe(404);
  });

  it.each([
    '../secret.txt',
    '..%2fsecret.txt',
    '%2e%2e/secret.txt',
    '%2e%2e%2fsecret.txt',
    '..%5csecret.txt',
    '....//secret.txt',
    '%252e%252e/secret.txt',
    'link.txt',
    'up/secret.txt',
    'up',
    '.',
    'index.html%00',
    '%00/../../secret.txt',
    '/etc/passwd',
    '%ff',
    'absent',
  ])('gives nothing outside a report: %s', async (path) => {
    const { path: inside } = JSON.parse((await call('reports/open', { source: 'one' })).body);
    const { status, body } = await ask(`/${inside.replace('index.html', path)}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('secret\n');
    expect(body).not.toBe('secret');
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/assets/../../index.js',
    '/%ff',
  ])('gives nothing outside its pages: %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('@handbooster');
  });

  it('bounds what is sent to it', async () => {
    const body = Buffer.alloc(300 * 1024, 0x20);
    const { status } = await ask('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    expect(status).toBe(413);
    expect((await call('reports/open', { source: 5 })).status).toBe(400);
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
    expect(
      (
        await ask('/api/session', {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: '{',
        })
      ).status,
    ).toBe(400);
  });

  it('listens on loopback alone', async () => {
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (outside === undefined) return;
    const reached = await new Promise<boolean>((done) => {
      const socket = connect({ host: outside.address, port });
      socket.once('connect', () => done(true));
      socket.once('error', () => done(false));
    });
    expect(reached).toBe(false);
  });
});

describe('live updates', () => {
  /**
   * Sends messages one after the other once the socket is open; gives what came back, and the code of the
   * end.
   */
  const talk = (messages: unknown[], answers: number) =>
    new Promise<{ answers: unknown[]; code: number | null }>((done) => {
      const got: unknown[] = [];
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`);
      socket.onopen = () => {
        for (const message of messages) socket.send(JSON.stringify(message));
      };
      socket.onmessage = ({ data }) => {
        got.push(JSON.parse(String(data)));
        if (got.length === answers) {
          done({ answers: got, code: null });
          socket.close();
        }
      };
      socket.onclose = ({ code }) => done({ answers: got, code });
    });

  it('come to who has the token', async () => {
    const { answers } = await talk(
      [
        { type: 'token', token },
        { type: 'watch', topic: 'sources' },
      ],
      2,
    );
    expect(answers[0]).toEqual({ type: 'ready' });
    expect(answers[1]).toMatchObject({ type: 'update', topic: 'sources', value: [{ id: 'one' }] });
  });

  it('and to nobody else', async () => {
    expect(await talk([{ type: 'watch', topic: 'sources' }], 1)).toEqual({ answers: [], code: 1008 });
    expect(await talk([{ type: 'token', token: 'x' }], 1)).toEqual({ answers: [], code: 1008 });
    expect(await talk([{ type: 'token', token }, 'nonsense'], 2)).toMatchObject({ code: 1003 });
  });

  it('say what they do not know', async () => {
    const { answers } = await talk(
      [
        { type: 'token', token },
        { type: 'watch', topic: 'weather' },
      ],
      2,
    );
    expect(answers[1]).toMatchObject({ type: 'failed', failure: { kind: 'missing' } });
  });
});

describe('behind a proxy', () => {
  it('answers under its path and its name', async () => {
    const behind = await serveStudio({
      folders: [join(folder, 'runs')],
      port: 0,
      publicUrl: 'https://cluster.example/user/me/',
    });
    try {
      expect(behind.link).toMatch(/^https:\/\/cluster\.example\/user\/me\/#token=/);
      // Of its own port: the proxy's address does not name it.
      const own = Number(/-L (\d+):/.exec(behind.tunnel)?.[1]);
      const get = (path: string, host: string) =>
        new Promise<number>((done) => {
          httpRequest({ host: '127.0.0.1', port: own, path, headers: { host } }, (response) => {
            response.resume();
            done(response.statusCode ?? 0);
          }).end();
        });
      expect(await get('/user/me/', 'cluster.example')).toBe(200);
      expect(await get('/', 'cluster.example')).toBe(200);
      expect(await get('/user/me/api/models/shipped', 'cluster.example')).toBe(401);
      expect(await get('/user/me/', 'evil.example')).toBe(403);
    } finally {
      await behind.close();
    }
  });

  it('takes an address alone', async () => {
    await expect(serveStudio({ folders: [], port: 0, publicUrl: 'cluster.example' })).rejects.toThrow(
      /--public-url: expected an address/,
    );
  });
});
