import { existsSync } from 'node:fs';
import { link, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import type { Camera } from '../../geometry/camera.js';
import { dexYcbPaths } from '../dexycb/dexycb-layout.js';
import type { DexYcbSequence, DexYcbWriter } from '../dexycb/dexycb-writer.js';

const FILES = ['color', 'depth', 'labels'] as const;

/**
 * Frames of cameras that saw nothing, as DexYCB's labels say it: black, no depth, no hand, no object. They
 * are alike, so all are links to the first of as many objects, where the disk has links.
 */
export class BlankViews {
  readonly #writer: DexYcbWriter;
  readonly #frame: Camera;
  /** Folder, serial and frame of the first, by number of objects. */
  readonly #first = new Map<number, Promise<[string, string, number]>>();

  constructor(writer: DexYcbWriter, frame: Camera) {
    this.#writer = writer;
    this.#frame = frame;
  }

  async write(sequence: DexYcbSequence, serial: string, number: number): Promise<void> {
    const count = sequence.objects.length;
    let first = this.#first.get(count);
    if (first === undefined) {
      first = this.#writeFirst(sequence, serial, number);
      this.#first.set(count, first);
    }
    const [folder, ...place] = await first;
    const own = dexYcbPaths.sequence(this.#writer.root, sequence.subject, sequence.name);
    for (const file of FILES) {
      const path = dexYcbPaths[file](own, serial, number);
      if (existsSync(path)) continue;
      const source = dexYcbPaths[file](folder, ...place);
      await mkdir(dirname(path), { recursive: true });
      // A file can have so many links only, and some disks have none.
      await link(source, path).catch(async () => writeFileAtomic(path, await readFile(source)));
    }
  }

  async #writeFirst(
    sequence: DexYcbSequence,
    serial: string,
    number: number,
  ): Promise<[string, string, number]> {
    const { width, height } = this.#frame;
    await this.#writer.writeFrame(sequence, serial, number, this.#frame, {
      color: new Uint8Array(width * height * 3),
      depth: new Uint16Array(width * height),
      segmentation: new Uint8Array(width * height),
      hand: null,
      objectPoses: sequence.objects.map(() => null),
    });
    return [dexYcbPaths.sequence(this.#writer.root, sequence.subject, sequence.name), serial, number];
  }
}
