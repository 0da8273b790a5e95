import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateHo3d } from '../../packages/handbooster/src/evaluation/ho3d/ho3d-evaluation.js';
import { runCli } from '../../packages/handbooster/test/support/run-cli.js';

// A cut submission was zipped for the server; a missing input or a folder that was not there yet ended in a
// bare ENOENT and exit code 1, after all the work.
const folder = mkdtempSync(join(tmpdir(), 'outputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const points = (count: number, at = -0.5) => Array.from({ length: count }, (_, i) => [0.001 * i, 0.02, at]);
const pictures = (count: number, size: number) => Array.from({ length: count }, () => points(size));
const write = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('evaluate ho3d --submission', () => {
  it('packs what the server takes, counts it, and makes the folder', async () => {
    const path = write('pred.json', [pictures(3, 21), pictures(3, 778)]);
    const zip = join(folder, 'new', 'deeper', 'pred.zip');
    const { code, text, errors } = await runCli(
      'evaluate',
      'ho3d',
      '--predictions',
      path,
      '--submission',
      zip,
    );
    expect([code, errors]).toEqual([0, '']);
    expect(text).toMatch(/pred\.zip: 3 pictures/);
    // The one member's bytes follow its local header of 30 bytes and the name.
    const bytes = readFileSync(zip);
    expect(bytes.toString('latin1', 30, 39)).toBe('pred.json');
    const packed = bytes.subarray(
      39 + bytes.readUInt16LE(28),
      39 + bytes.readUInt16LE(28) + bytes.readUInt32LE(18),
    );
    expect(inflateRawSync(packed).equals(readFileSync(path))).toBe(true);
  });

  const nan = pictures(2, 21);
  nan[1][4] = [0, '#' as unknown as number, -1];
  it.each([
    ['a cut file', JSON.stringify([pictures(2, 21), pictures(2, 778)]).slice(0, 3000), /truncated/],
    [
      'hands of 20 joints',
      [pictures(2, 20), pictures(2, 778)],
      /joints: expected shape 2 x 21 x 3, found 2 x 20 x 3/,
    ],
    [
      'meshes of another hand',
      [pictures(2, 21), pictures(2, 1159)],
      /vertices: expected shape 2 x 778 x 3, found 2 x 1159/,
    ],
    [
      'fewer meshes than hands',
      [pictures(2, 21), pictures(1, 778)],
      /vertices: expected shape 2 x 778 x 3, found 1 x 778/,
    ],
    ['joints alone', [pictures(2, 21)], /expected a list of two, \[joints, vertices\], found 1/],
    ['flat lists', [[1, 2, 3], [4]], /joints: expected shape 3 x 21 x 3, found 3/],
    ['nothing', [[], []], /joints: expected a hand a picture, found none/],
    [
      'NaN',
      JSON.stringify([nan, pictures(2, 778)]).replace('"#"', 'NaN'),
      /joints: picture 1, point 4: .*found NaN in y/,
    ],
    ['Infinity', JSON.stringify([nan, pictures(2, 778)]).replace('"#"', '-Infinity'), /found -Infinity in y/],
    ['another JSON', { joints: [] }, /expected nested lists of numbers/],
  ])('refuses %s with 42, and writes nothing', async (name, content, message) => {
    const path = write(`${name}.json`, content);
    const zip = join(folder, `${name}.zip`);
    const { code, errors } = await runCli('evaluate', 'ho3d', '--predictions', path, '--submission', zip);
    expect(errors).toMatch(message);
    expect(errors).toContain(path);
    expect([code, existsSync(zip)]).toEqual([42, false]);
  });

  it('is asked of predictions that are scored, too', () => {
    const truth = join(folder, 'truth');
    mkdirSync(truth);
    writeFileSync(join(truth, 'evaluation_xyz.json'), JSON.stringify(pictures(2, 21)));
    writeFileSync(join(truth, 'evaluation_verts.json'), JSON.stringify(pictures(2, 778)));
    const score = (content: unknown) => evaluateHo3d(truth, write('scored.json', content));
    expect(score([pictures(2, 21), pictures(2, 778)]).xyz_mean3d).toBe(0);
    expect(() => score([pictures(3, 21), pictures(3, 778)])).toThrow(
      /expected 2 pictures as in the ground truth, found 3/,
    );
    const text = JSON.stringify([pictures(2, 21), pictures(2, 778)]).replace('0.02', 'NaN');
    expect(() => score(text)).toThrow(/joints: picture 0, point 0: expected finite numbers, found NaN in y/);
  });
});

describe('every verb', () => {
  const file = write('a-file', '');
  const missing = join(folder, 'missing');
  // Each with an input that is not there: a refused output is told first.
  const verbs: string[][] = [
    ['data', 'annotate', missing, '-o'],
    ['data', 'export', missing, '--format', 'coco', '-o'],
    ['data', 'sheet', missing, '-o'],
    ['data', 'stats', missing, '-o'],
    ['evaluate', 'ho3d', '--predictions', file, '--submission'],
    ['evaluate', 'ho3d', '--predictions', file, '--ground-truth', folder, '-o'],
    ['export', 'onnx', missing, '-o'],
    ['hand', 'show', '-o'],
    ['import', missing, '-o'],
    ['reconstruct', missing, '-o'],
    ['select', missing, missing, '-o'],
    ['grasps', 'generate', '--objects', 'procedural', '-o'],
    ['conditions', 'show', missing, '-o'],
    ['boost', missing, '-o'],
  ];

  it.each(verbs)('refuses an output below a file, with 42: %s %s', async (...args) => {
    const { code, errors } = await runCli(...args, join(file, 'below', 'output.png'));
    expect(errors).toMatch(/a-file.* cannot be made or written to \(ENOTDIR\); choose another place/);
    expect(code).toBe(42);
  });

  it.each(verbs.filter((args) => args.includes(missing)))(
    'says which input is missing, with 42: %s %s',
    async (...args) => {
      const { code, errors } = await runCli(
        ...args,
        join(folder, 'made', `${args.join('-').replaceAll('/', '-')}.png`),
      );
      expect(errors).toContain('missing');
      expect(errors).not.toMatch(/ENOENT: no such|syscall/);
      expect(code).toBe(42);
      expect(existsSync(join(folder, 'made'))).toBe(true);
    },
  );

  it('tells a file from a folder', async () => {
    mkdirSync(join(folder, 'a-folder.png'));
    const sheet = await runCli('data', 'sheet', missing, '-o', join(folder, 'a-folder.png'));
    expect([sheet.code, sheet.errors]).toEqual([
      42,
      expect.stringMatching(/expected the name of a file, found a folder/),
    ]);
    const stats = await runCli('data', 'stats', missing, '-o', file);
    expect([stats.code, stats.errors]).toEqual([
      42,
      expect.stringMatching(/expected the name of a folder, found a file/),
    ]);
  });
});
