import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../packages/handbooster/src/base/errors/input-error.js';
import { readYaml, z } from '../../packages/handbooster/src/base/files/read-yaml.js';
import { packError, unpackError } from '../../packages/handbooster/src/base/threads/thread-error.js';
import { readIndex } from '../../packages/handbooster/src/datasets/shards/index-reader.js';
import { listTar } from '../../packages/handbooster/src/datasets/shards/read-tar.js';
import { parseObj } from '../../packages/handbooster/src/objects/files/parse-obj.js';
import { loadConfig } from '../../packages/handbooster/src/pipeline/config/load-config.js';
import { readManifest } from '../../packages/handbooster/src/pipeline/run/run-directory.js';
import { fuzzReader } from './fuzz-reader.js';
import { READERS } from './readers.js';

const scratch = mkdtempSync(join(tmpdir(), 'handbooster-fuzz-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A few files each; `npm run sweep -- fuzz` tries for an hour, guided by what they reach. */
const FILES = 40;

describe('a changed file', () => {
  for (const reader of READERS) {
    it(`${reader.name}: is a valid value or an error in words`, async () => {
      const options = { files: FILES, seconds: 60, seed: 7, guided: false, scratch };
      const { faults, valid, refused } = await fuzzReader(reader, options);
      expect(faults).toEqual([]);
      expect(valid + refused).toBe(FILES);
    });
  }
});

describe('what the fuzzing or a person found', () => {
  it('numbers past float32 are refused where they stand, not infinite later', () => {
    expect(() => parseObj('v 0 0 1e39\n', 'a.obj')).toThrow(
      /a.obj, line 1: expected 3 finite numbers after v/,
    );
  });

  it('YAML that is small and stands for very much, or for itself, is refused in words', async () => {
    const path = join(scratch, 'aliases.yml');
    const lists = Array.from(
      { length: 4 },
      (_, i) => `l${i}: &l${i} [${new Array(9).fill(i === 0 ? '1' : `*l${i - 1}`).join(', ')}]`,
    );
    writeFileSync(path, lists.join('\n'));
    await expect(readYaml(path, z.unknown())).rejects.toThrow(InputError);
    expect(() => loadConfig(path)).toThrow(InputError);
    expect(() => loadConfig('smallest', ['train.batch=*nobody'])).toThrow(/override "train.batch=\*nobody"/);
    expect(() => loadConfig('smallest', ['train.batch=[1'])).toThrow(InputError);
  });

  it('a folder where a file is wanted is named as one', async () => {
    const folder = join(scratch, 'a folder');
    mkdirSync(folder);
    await expect(readYaml(folder, z.unknown())).rejects.toThrow(/expected a file, found a folder/);
    await expect(readIndex(folder)).rejects.toThrow(/expected a file, found a folder/);
    expect(() => listTar(folder)).toThrow(InputError);
    expect(() => readManifest(folder)).toThrow(/expected a file, found a folder/);
  });

  it('an error of a thread keeps its kind, what the system said, and what else is wrong', () => {
    const cross = (error: unknown) => unpackError(structuredClone(packError(error)));
    const input = cross(new InputError('a', { others: ['b'] })) as InputError;
    expect(input).toBeInstanceOf(InputError);
    expect(input.messages).toEqual(['a', 'b']);
    const full = cross(Object.assign(new Error('no room'), { code: 'ENOSPC', path: '/a' }));
    expect(full).toMatchObject({ code: 'ENOSPC', path: '/a', message: 'no room' });
    class FormatError extends Error {
      override name = 'FormatError';
    }
    expect(cross(new FormatError('bad')).name).toBe('FormatError');
  });
});
