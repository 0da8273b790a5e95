import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServedStudio, serveStudio } from '../src/server/serve-studio.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-slow-clients-'));
let studio: ServedStudio;
let port: number;

beforeAll(async () => {
  studio = await serveStudio({ folders: [folder], port: 0 });
  port = Number(new URL(studio.url).port);
});
afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true });
});

/** Seconds until the studio cuts a client off that has sent this and no more. */
const cutAfter = (text: string) =>
  new Promise<number>((done) => {
    const start = performance.now();
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(text));
    socket.resume();
    socket.on('error', () => {});
    socket.on('close', () => done((performance.now() - start) / 1000));
  });

it('cuts off who does not end his request, and answers others meanwhile', async () => {
  const token = studio.link.slice(studio.link.indexOf('=') + 1);
  const head = `POST /api/session HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n`;
  const slow = [
    cutAfter(head),
    cutAfter(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`),
  ];
  const { status } = await fetch(studio.url);
  expect(status).toBe(200);
  for (const seconds of await Promise.all(slow)) {
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThan(50);
  }
}, 90_000);

it('takes no more than 64 connections', async () => {
  let cut = 0;
  const sockets = Array.from({ length: 80 }, () => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => {});
    socket.on('close', () => cut++);
    return socket.resume();
  });
  await expect.poll(() => cut, { timeout: 10_000 }).toBeGreaterThanOrEqual(16);
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await fetch(studio.url)).status, { timeout: 10_000 }).toBe(200);
});
