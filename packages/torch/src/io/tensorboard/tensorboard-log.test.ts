import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.js';
import { TensorBoardLog } from './tensorboard-log.js';

const root = mkdtempSync(join(tmpdir(), 'board-'));
afterAll(() => rmSync(root, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

/** The checksum bit by bit, from the polynomial's definition. */
function slowCrc32c(data: Uint8Array): number {
  let register = 0xffffffffn;
  for (const byte of data) {
    for (let bit = 0; bit < 8; bit++) {
      const out = (register ^ (BigInt(byte) >> BigInt(bit))) & 1n;
      register = (register >> 1n) ^ (out ? 0x82f63b78n : 0n);
    }
  }
  return Number(register ^ 0xffffffffn);
}

type Field = { field: number; value: bigint | Buffer };

/** Any protobuf message by its wire format alone. */
function decodeMessage(data: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(data[at++]);
      value |= (byte & 127n) << shift;
      if (byte < 128n) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return data.subarray(at - length, at);
  };
  while (at < data.length) {
    const key = varint();
    const kind = Number(key & 7n);
    const field = Number(key >> 3n);
    if (kind === 0) fields.push({ field, value: varint() });
    else fields.push({ field, value: take(kind === 1 ? 8 : kind === 5 ? 4 : Number(varint())) });
  }
  return fields;
}

/** Events of a file as TensorFlow's format describes them; every checksum is compared. */
function decodeFile(path: string) {
  const data = readFileSync(path);
  const unmask = (masked: number) => {
    const rotated = (masked - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  const events: { step: number; version?: string; scalars: Record<string, number> }[] = [];
  for (let at = 0; at < data.length; ) {
    const length = Number(data.readBigUInt64LE(at));
    expect(unmask(data.readUInt32LE(at + 8))).toBe(slowCrc32c(data.subarray(at, at + 8)));
    const message = data.subarray(at + 12, at + 12 + length);
    expect(unmask(data.readUInt32LE(at + 12 + length))).toBe(slowCrc32c(message));
    at += 16 + length;
    const event: (typeof events)[number] = { step: 0, scalars: {} };
    for (const { field, value } of decodeMessage(message)) {
      if (field === 1)
        expect(Math.abs((value as Buffer).readDoubleLE() - Date.now() / 1000)).toBeLessThan(60);
      if (field === 2) event.step = Number(value);
      if (field === 3) event.version = String(value);
      if (field !== 5) continue;
      for (const summary of decodeMessage(value as Buffer)) {
        const [tag, number] = decodeMessage(summary.value as Buffer);
        event.scalars[String(tag.value)] = (number.value as Buffer).readFloatLE();
      }
    }
    events.push(event);
  }
  return events;
}

test('the checksum has the values of RFC 3720', () => {
  expect(crc32c(bytes('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  const some = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) & 255);
  expect(crc32c(some)).toBe(slowCrc32c(some));
  expect(maskedCrc32c(some)).not.toBe(crc32c(some));
});

test('a file holds its version, then steps with their scalars', () => {
  const log = new TensorBoardLog(mkdtempSync(join(root, 'log-')));
  log.append(10, { 'loss/train': 0.25, rate: 1e-3 });
  log.append(300_000_000_000, { 'loss/validation': -1 });
  expect(log.path).toContain('tfevents');
  expect(decodeFile(log.path)).toEqual([
    { step: 0, version: 'brain.Event:2', scalars: {} },
    { step: 10, scalars: { 'loss/train': 0.25, rate: Math.fround(1e-3) } },
    { step: 300_000_000_000, scalars: { 'loss/validation': -1 } },
  ]);
});

test('going on from a checkpoint drops what was written after it, and what a crash cut short', () => {
  const folder = mkdtempSync(join(root, 'log-'));
  const first = new TensorBoardLog(folder);
  for (const step of [1, 2, 3, 4]) first.append(step, { loss: step });
  truncateSync(first.path, readFileSync(first.path).length - 3);
  appendFileSync(first.path, 'rest');
  const second = new TensorBoardLog(folder, 2);
  second.append(3, { loss: 30 });
  expect(decodeFile(second.path).map(({ step, scalars }) => [step, scalars.loss])).toEqual([
    [0, undefined],
    [1, 1],
    [2, 2],
    [3, 30],
  ]);
});
