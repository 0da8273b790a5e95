import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../../test/support/run-cli.js';
import { loadConfig } from '../pipeline/config/load-config.js';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const BIN = join(REPOSITORY, 'packages/handbooster/bin/handbooster.mjs');
const folder = mkdtempSync(join(tmpdir(), 'handbooster-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SLOW = 120_000;

describe('the command line', () => {
  it.each([
    [['boots'], /unknown command 'boots'[\s\S]*Did you mean boost/],
    [['grasps', 'generat'], /unknown command 'generat'[\s\S]*Did you mean generate/],
    [['grasps', 'generate', '--per-object', 'x'], /--per-object: expected a whole number from 1, found "x"/],
    [['grasps', 'generate', '--preset', 'quick'], /--preset: expected one of fast, paper, found "quick"/],
    [['grasps', 'generate', '--shard', '4/4'], /--shard: expected k\/K with k from 0 to K - 1/],
    [['grasps', 'validate', 'x', '--limit', 'volum=1'], /--limit: expected one of .*; did you mean volume\?/],
    [['grasps', 'validate', 'x', '--limit', 'volume=x'], /--limit: expected volume=<number>/],
    [
      ['weights', 'samplers', 'x', '-o', 'x.png', '--count', '1.5'],
      /--count: expected a whole number from 1/,
    ],
    [['reconstruct', 'x.jpg', '--box', '1,2,3'], /--box: expected four numbers with commas between/],
    [['reconstruct', 'x.jpg', '--camera', '0,1,2,3'], /--camera: expected .*focal lengths above 0/],
    [['conditions', 'render', 'x', '--maps', 'normals'], /--maps: expected one or more of normal, texture/],
    [['studio', '--port', '99999'], /--port: expected a whole number from 0 to 65535, found "99999"/],
    [['boost', 'demo', '--until', 'end'], /--until: expected one of capture, .*, found "end"/],
    [['boost', '--workers', '0'], /--workers: expected a whole number from 1 to 1024, found "0"/],
  ])(
    'refuses %j before any work, with 2',
    async (args, message) => {
      const { code, text, errors } = await runCli(...args);
      expect(errors).toMatch(message);
      expect([code, text]).toEqual([2, '']);
    },
    SLOW,
  );

  it.each([
    [['boost', 'smalest'], /no preset of that name; there are .*demo, .*; did you mean smallest\?/],
    [['boost', 'seed=3'], /expected the name of a preset or a file first/],
    [
      ['boost', 'smallest', 'train.batch=0', 'train.device=cdua', 'denoiser.weights=none'],
      /^handbooster: 3 values/,
    ],
    [['boost', 'smallest', 'train.network=h2onet'], /override train\.network=h2onet: .* takes 128 pixels/],
    [['reconstruct', 'x.jpg', '--weights', '/no/such'], /--weights: expected a file that exists, found/],
    [['evaluate', 'ho3d'], /expected --ground-truth or --submission/],
    [['hand', 'show', '--hand', '/no/such'], /--hand: expected builtin, mano, or a file or folder/],
  ])(
    'refuses %j before any work, with 42',
    async (args, message) => {
      const { code, text, errors } = await runCli(...args);
      expect(errors).toMatch(message);
      expect([code, text]).toEqual([42, '']);
    },
    SLOW,
  );

  it(
    'answers help and version on stdout with 0, for nested verbs, too',
    async () => {
      for (const args of [['--help'], ['help', 'grasps'], ['grasps', 'show', '--help'], ['-V']]) {
        const { code, text, errors } = await runCli(...args);
        expect([code, errors]).toEqual([0, '']);
        expect(text.length).toBeGreaterThan(4);
      }
    },
    SLOW,
  );

  it(
    'says in words that a port is taken',
    async () => {
      const server = createServer();
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as { port: number };
      const { code, errors } = await runCli('studio', '--port', String(port), '--runs', folder);
      server.close();
      expect(errors).toMatch(new RegExp(`--port: another program listens on ${port}`));
      expect(code).toBe(42);
    },
    SLOW,
  );

  it(
    'says what boost would do, and does nothing',
    async () => {
      const output = join(folder, 'planned');
      const { code, text } = await runCli(
        'boost',
        'smallest',
        '-o',
        output,
        '--until',
        'select',
        '--dry-run',
      );
      expect(code).toBe(0);
      expect(text.split('\n').slice(0, 5)).toEqual([
        output,
        expect.stringMatching(/^stage +about, here/),
        expect.stringMatching(/^1 of 3: capture +runs +\d.*$/),
        expect.stringMatching(/^2 of 3: grasps +runs +\d.*$/),
        expect.stringMatching(/^3 of 3: select +runs +\d.*$/),
      ]);
    },
    SLOW,
  );

  it(
    'gives an answer that a program can read, run as the documents say',
    async () => {
      const { stdout } = await promisify(execFile)(
        'npx',
        ['--no-install', 'handbooster', 'config', 'show', 'demo'],
        {
          cwd: REPOSITORY,
        },
      );
      expect(parse(stdout)).toEqual(JSON.parse(JSON.stringify(loadConfig('demo'))));
      const quiet = await promisify(execFile)(
        'npm',
        ['run', '-s', 'handbooster', '--', 'config', 'show', 'demo'],
        {
          cwd: REPOSITORY,
        },
      );
      expect(quiet.stdout).toBe(stdout);
    },
    SLOW,
  );

  it(
    'ends without a word when nobody reads the answer any more',
    async () => {
      const child = spawn('bash', [
        '-c',
        `node ${BIN} reference configuration | head -c 1; exit \${PIPESTATUS[0]}`,
      ]);
      let errors = '';
      child.stderr.on('data', (data) => {
        errors += data;
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(errors.replace(/^still working.*\n/gm, '')).toBe('');
      expect(code).toBe(0);
    },
    SLOW,
  );
});
