import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { temporaryName } from '../../base/files/temporary-name.js';
import { streamJsonArrays } from '../files/stream-json-arrays.js';
import { ANNOTATIONS, findImageRoot } from './annotation-files.js';

/** What was joined. */
export interface MergedAnnotations {
  images: number;
  annotations: number;
}

type Entry = Record<string, unknown>;

/** What a file has, and where its entries go. */
interface MergeSource {
  path: string;
  imageRoot: string;
  /** Added to its ids. */
  imageOffset: number;
  annotationOffset: number;
}

/**
 * Joins annotation files of HandOccNet's kind, real and exported ones, into one that loaders with one root
 * and one file take: ids of later files are moved behind those of the earlier ones, names become relative to
 * the folder above the output's `annotations/`. All other keys stay as they are. Files of any size are read
 * and written entry by entry.
 *
 * @throws {InputError} for a file without whole-number ids, an annotation without its picture, a picture
 * outside of that folder or named twice.
 */
export async function mergeAnnotations(
  paths: readonly string[],
  output: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<MergedAnnotations> {
  const target = resolve(output);
  const root = basename(dirname(target)) === ANNOTATIONS ? dirname(dirname(target)) : dirname(target);
  const sources: MergeSource[] = [];
  const names = new Set<string>();
  const merged: MergedAnnotations = { images: 0, annotations: 0 };
  let [nextImage, nextAnnotation] = [0, 0];
  for (const path of paths.map((name) => resolve(name))) {
    signal.throwIfAborted();
    if (path === target)
      throw new InputError(`${path}: expected another file to write than those that are read`);
    const survey = await surveyFile(path);
    const imageRoot = findImageRoot(path, survey.names[0] ?? '');
    for (const name of survey.names) {
      const own = nameBelow(root, imageRoot, name, path);
      if (names.has(own))
        throw new InputError(`${path}: file_name: ${own} is named by an earlier file or twice`);
      names.add(own);
    }
    const first = survey.names[0];
    if (first !== undefined && !existsSync(join(imageRoot, first))) {
      throw new InputError(`${path}: ${first}: no such image below ${imageRoot}`);
    }
    // The first file keeps its ids; a later one starts where the one before ended.
    const shift = sources.length === 0 ? 0 : 1;
    sources.push({
      path,
      imageRoot,
      imageOffset: shift * (nextImage - survey.lowestImage),
      annotationOffset: shift * (nextAnnotation - survey.lowestAnnotation),
    });
    const last = sources[sources.length - 1];
    nextImage = Math.max(nextImage, survey.highestImage + last.imageOffset + 1);
    nextAnnotation = Math.max(nextAnnotation, survey.highestAnnotation + last.annotationOffset + 1);
    merged.images += survey.names.length;
    merged.annotations += survey.annotations;
  }
  const temporary = temporaryName(target);
  const file = openSync(temporary, 'w');
  try {
    for (const key of ['images', 'annotations'] as const) {
      writeSync(file, key === 'images' ? '{"images": [' : '],\n"annotations": [');
      let separator = '\n';
      for (const source of sources) {
        signal.throwIfAborted();
        await streamJsonArrays(source.path, (found, value) => {
          if (found !== key) return;
          writeSync(file, `${separator}${stringify(moved(value as Entry, key, source, root))}`);
          separator = ',\n';
        });
      }
    }
    writeSync(file, ']}\n');
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, target);
  return merged;
}

function moved(entry: Entry, key: 'images' | 'annotations', source: MergeSource, root: string): Entry {
  const { imageOffset, annotationOffset, imageRoot, path } = source;
  const id = entry.id as number;
  if (key === 'annotations') {
    return { ...entry, id: id + annotationOffset, image_id: (entry.image_id as number) + imageOffset };
  }
  const name = nameBelow(root, imageRoot, entry.file_name as string, path);
  return { ...entry, id: id + imageOffset, file_name: name };
}

async function surveyFile(path: string) {
  const names: string[] = [];
  const images = new Set<number>();
  const used = new Set<number>();
  let [lowestImage, highestImage] = [Number.POSITIVE_INFINITY, -1];
  let [lowestAnnotation, highestAnnotation] = [Number.POSITIVE_INFINITY, -1];
  let annotations = 0;
  const whole = (entry: Entry, key: string, where: string): number => {
    const value = entry[key];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new InputError(`${path}: ${where}: ${key}: expected a whole number, found ${String(value)}`);
  };
  await streamJsonArrays(path, (key, value) => {
    const entry = value as Entry;
    if (key === 'images') {
      const where = `images[${names.length}]`;
      const id = whole(entry, 'id', where);
      if (typeof entry.file_name !== 'string') {
        throw new InputError(
          `${path}: ${where}: file_name: expected a text, found ${String(entry.file_name)}`,
        );
      }
      if (images.has(id)) throw new InputError(`${path}: ${where}: id: ${id} is there twice`);
      images.add(id);
      names.push(entry.file_name);
      lowestImage = Math.min(lowestImage, id);
      highestImage = Math.max(highestImage, id);
    } else if (key === 'annotations') {
      const where = `annotations[${annotations++}]`;
      const id = whole(entry, 'id', where);
      used.add(whole(entry, 'image_id', where));
      lowestAnnotation = Math.min(lowestAnnotation, id);
      highestAnnotation = Math.max(highestAnnotation, id);
    }
  });
  if (annotations === 0) throw new InputError(`${path}: annotations: expected a list of hands, found none`);
  for (const id of used) {
    if (!images.has(id)) throw new InputError(`${path}: image_id ${id}: no such entry in images`);
  }
  return { names, annotations, lowestImage, highestImage, lowestAnnotation, highestAnnotation };
}

/** A picture's name relative to the root that all share. */
function nameBelow(root: string, imageRoot: string, name: string, path: string): string {
  const own = relative(root, join(imageRoot, name));
  if (own.startsWith('..') || isAbsolute(own)) {
    throw new InputError(
      `${path}: ${name}: expected pictures below ${root}, the folder above the output's annotations/, found ` +
        `${imageRoot}; move or link one dataset into the other's folder, or write the output above both`,
    );
  }
  return own.split(sep).join('/');
}

/** JSON with the numbers that only Python writes as they were. */
function stringify(value: unknown): string {
  const text = JSON.stringify(value, (_, item) =>
    typeof item === 'number' && !Number.isFinite(item) ? `#${item}#` : item,
  );
  return text.replace(/"#(NaN|-?Infinity)#"/g, '$1');
}
