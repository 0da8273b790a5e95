import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Random, setThreads } from '@handbooster/torch';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { SILENT_PROGRESS } from '../../packages/handbooster/src/base/progress.js';
import { reconstructPhotos } from '../../packages/handbooster/src/commands/photo/reconstruct-photos.js';
import { filesFolder } from './support/box-files.js';

setThreads(1);
const { root, file } = filesFolder('one-bad-photo');

it('a photo that cannot be read is named and the others are done', async () => {
  const random = new Random('photos');
  const pixels = Uint8Array.from({ length: 3 * 120 * 90 }, () => random.integer(256));
  const jpeg = await sharp(pixels, { raw: { width: 120, height: 90, channels: 3 } })
    .jpeg()
    .toBuffer();
  const images = [
    file('first.jpg', jpeg),
    file('cut.jpg', jpeg.subarray(0, jpeg.length / 2)),
    file('page.jpg', '<!DOCTYPE html><html></html>'),
    file('last.jpg', jpeg),
  ];
  const said: string[] = [];
  const done: string[] = [];
  const output = join(root, 'out');
  const run = reconstructPhotos(images, {
    hand: 'builtin',
    find: 'network',
    side: 'right',
    box: [20, 10, 60, 60],
    camera: null,
    output,
    onPhoto: ({ image }) => done.push(image),
    progress: { ...SILENT_PROGRESS, say: (line) => said.push(line) },
    signal: new AbortController().signal,
  });
  await expect(run).rejects.toThrow(
    /2 of 4 photos could not be used: .*cut\.jpg, .*page\.jpg; the others are done/,
  );
  expect(done).toEqual([images[0], images[3]]);
  expect(existsSync(join(output, 'last-hand.obj'))).toBe(true);
  expect(said).toEqual([
    expect.stringMatching(
      /cut\.jpg: not a picture that can be read but a JPEG picture, cut short or damaged/,
    ),
    expect.stringMatching(/page\.jpg: .*a web page/),
  ]);
});
