import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../packages/handbooster/test/support/run-cli.js';
import {
  argumentsOf,
  COMMAND_DOCUMENTS,
  documentedCommands,
  wordsOf,
} from '../architecture/support/documented-commands.js';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

// What the documents speak of: the run of the demo (here the smallest preset's), and a photo.
beforeAll(async () => {
  process.chdir(folder);
  const noise = Buffer.from(Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7919) % 251));
  await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
    .resize(1024, 768)
    .jpeg()
    .toFile('photo.jpg');
  const { code, errors } = await runCli('boost', 'smallest', '-o', 'runs/demo');
  expect(code, errors).toBe(0);
}, 1_800_000);

const commands = COMMAND_DOCUMENTS.flatMap(documentedCommands).filter(({ mark }) => mark === 'run');

it.each(commands.map(({ document, line, text }) => [`${document}:${line}`, text]))(
  '%s: %s',
  async (_, text) => {
    const { args } = argumentsOf(wordsOf(text));
    const { code, errors } = await runCli(...(args as string[]));
    expect(code, errors).toBe(0);
  },
  600_000,
);
