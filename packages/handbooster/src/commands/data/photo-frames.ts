import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';

/** Pictures to be looked at, in the order of their names. */
export interface PhotoFrames {
  /** Folder that the pictures are in or below. */
  folder: string;
  paths: string[];
  /** Whether they follow each other in time. */
  film: boolean;
}

const PICTURE = /\.(jpe?g|png|webp|tiff?|avif)$/i;

/**
 * The pictures of a folder, or the frames of a video, which FFmpeg writes into a folder beside it
 * (NAME-frames).
 *
 * @param film whether a folder's pictures are frames of a film.
 * @throws InputError for a path without pictures, or a video where there is no FFmpeg.
 */
export function photoFrames(path: string, film: boolean): PhotoFrames {
  const given = resolve(path);
  if (!existsSync(given)) throw new InputError(`${path}: no such folder or video`);
  if (statSync(given).isDirectory()) {
    const names = readdirSync(given)
      .filter((name) => PICTURE.test(name))
      .sort();
    if (names.length === 0) throw new InputError(`${path}: expected photos (JPEG, PNG, ...), found none`);
    return { folder: given, paths: names.map((name) => join(given, name)), film };
  }
  const folder = `${given.replace(/\.[^.]+$/, '')}-frames`;
  mkdirSync(folder, { recursive: true });
  if (!readdirSync(folder).some((name) => PICTURE.test(name))) {
    try {
      decode(given, folder);
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }
  return { ...photoFrames(folder, true), film: true };
}

function decode(video: string, folder: string): void {
  const { error, status, stderr } = spawnSync(
    'ffmpeg',
    ['-loglevel', 'error', '-i', video, '-qscale:v', '2', join(folder, '%06d.jpg')],
    { encoding: 'utf8' },
  );
  if (error !== undefined) {
    throw new InputError(
      `${video}: to read a video FFmpeg is needed (apt-get install ffmpeg), or give a folder of its frames`,
    );
  }
  if (status !== 0) throw new InputError(`${video}: FFmpeg cannot read it: ${stderr.trim().split('\n')[0]}`);
}
