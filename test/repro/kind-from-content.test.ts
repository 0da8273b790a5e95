import { gzipSync } from 'node:zlib';
import { io } from '@handbooster/torch';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson, readYaml } from '../../packages/handbooster/src/base/files/read-yaml.js';
import { readPhoto } from '../../packages/handbooster/src/commands/photo/read-photo.js';
import { streamJsonArrays } from '../../packages/handbooster/src/datasets/files/stream-json-arrays.js';
import { decodeImage } from '../../packages/handbooster/src/datasets/images/decode-image.js';
import { findHandModel } from '../../packages/handbooster/src/hand/model/find-hand-model.js';
import { loadNetwork } from '../../packages/handbooster/src/reconstruction/weights/network-file.js';
import { loadSegmenter } from '../../packages/handbooster/src/synthesis/segmentation/segmenter-file.js';
import { loadSynthesisModel } from '../../packages/handbooster/src/synthesis/weights/model-file.js';
import { filesFolder } from './support/box-files.js';
import { tensor, torchFile } from './support/torch-file.js';

const { file } = filesFolder('kinds');
const array: io.ArrayData = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) };
const arrays = new Map([['a', array]]);

const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>';
/** Files by what they are: content, and what an error about them has to say. */
const KINDS: Record<string, [Uint8Array, RegExp]> = {
  torch: [torchFile({ 'a.weight': tensor([1, 2]) }), /a PyTorch checkpoint/],
  safetensors: [io.encodeSafetensors(arrays), /safetensors/],
  npz: [io.encodeNpz(arrays), /a NumPy archive \(npz\)/],
  npy: [io.encodeNpy(array), /a NumPy array \(npy\)/],
  pickle: [Buffer.from('\x80\x04}\x94.', 'latin1'), /a Python pickle/],
  lfs: [
    Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`),
    /a Git LFS pointer .*git lfs pull/,
  ],
  page: [Buffer.from(PAGE), /a web page \(HTML\).*fetch the file again/],
  xml: [
    Buffer.from('\ufeff<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    /an XML document/,
  ],
  gzip: [gzipSync(Buffer.from('something')), /gzip-compressed data .*gunzip|gzip-compressed data; .*gunzip/],
  empty: [new Uint8Array(0), /an empty file/],
  hdf5: [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /an HDF5 file/],
  png: [
    await sharp({ create: { width: 4, height: 4, channels: 3, background: '#123456' } })
      .png()
      .toBuffer(),
    /a PNG picture/,
  ],
};

/** Readers, the kinds that are theirs, and what they say of PyTorch's files beyond the kind. */
const READERS: [string, (path: string) => unknown, string[]][] = [
  ['readSafetensors', (path) => io.readSafetensors(path), ['safetensors']],
  ['readSafetensorsHeader', (path) => io.readSafetensorsHeader(path), ['safetensors']],
  ['readTorchCheckpoint', (path) => io.readTorchCheckpoint(path), ['torch', 'pickle']],
  ['readStateDict', (path) => io.readStateDict(path), ['torch', 'pickle', 'safetensors']],
  ['readPickle', (path) => io.readPickle(path), ['pickle']],
  ['readNpz', (path) => io.readNpz(path), ['npz']],
  ['readNpy', (path) => io.readNpy(path), ['npy']],
  ['loadNetwork', (path) => loadNetwork(path, findHandModel({ path: 'builtin' })), []],
  ['loadSegmenter', (path) => loadSegmenter(path), []],
  ['loadSynthesisModel', (path) => loadSynthesisModel(path), ['torch', 'pickle']],
  ['findHandModel', (path) => findHandModel({ path }), ['pickle', 'npz', 'torch']],
  ['decodeImage', (path) => decodeImage(path), ['png']],
  ['readPhoto', (path) => readPhoto(path), ['png']],
  ['readJson', (path) => readJson(path, z.unknown()), []],
  ['readYaml', (path) => readYaml(path, z.unknown()), []],
  ['streamJsonArrays', (path) => streamJsonArrays(path, () => {}), []],
];

// Extensions that some reader once trusted.
const NAMES = ['file.safetensors', 'file.pth', 'file.pkl', 'file.npz', 'file.png'];

describe.each(READERS)('%s', (_, read, own) => {
  it.each(Object.keys(KINDS).filter((kind) => !own.includes(kind)))(
    'says that %s is that, whatever its name',
    async (kind) => {
      const [content, words] = KINDS[kind];
      for (const name of NAMES) {
        const path = file(`${kind}/${name}`, content);
        const error = await Promise.resolve()
          .then(() => read(path))
          .then(
            () => null,
            (caught) => caught as Error,
          );
        expect(error?.message).toMatch(words);
        expect(error?.message).toContain(path);
        expect(error?.message).not.toContain('\n');
      }
    },
  );
});

it.each([
  ['loadNetwork', (path: string) => loadNetwork(path, findHandModel({ path: 'builtin' }))],
  ['loadSegmenter', loadSegmenter],
])('%s says how PyTorch’s and foreign weights become ours', (_, read) => {
  for (const kind of ['torch', 'safetensors', 'pickle']) {
    const path = file(`mend/${kind}.safetensors`, KINDS[kind][0]);
    expect(() => read(path)).toThrow(`handbooster import ${path}`);
  }
});

it('files are read under any name', () => {
  const other = (kind: string, name: string) => file(`any/${name}`, KINDS[kind][0]);
  expect([...io.readNpz(other('npz', 'a.pkl')).keys()]).toEqual(['a']);
  expect([...io.readStateDict(other('safetensors', 'a.pth')).keys()]).toEqual(['a']);
  expect([...io.readStateDict(other('torch', 'a.safetensors')).keys()]).toEqual(['a.weight']);
  expect(io.readPickle(other('pickle', 'a.npz'))).toEqual(new Map());
});
