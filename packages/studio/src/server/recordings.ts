import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from 'handbooster';

const NAME = /^[\w][\w.+-]{0,79}$/;
const FRAME = /^frame-\d{6}\.jpg$/;
const MOST_FRAMES = 100_000;

/** Pictures of a webcam in a folder of their own: what `handbooster data annotate --photos` takes. */
export class Recordings {
  /** Folders that this start may write to. */
  readonly #begun = new Set<string>();

  constructor(readonly parent: string) {}

  /** @returns the folder, and how many pictures it has already: a recording goes on behind them. */
  begin(name: string): { folder: string; count: number } {
    if (!NAME.test(name)) {
      throw new InputError(`name: expected letters, digits, dots and dashes, found “${name}”`);
    }
    const folder = join(this.parent, name);
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new InputError(`name: ${folder} is a link to elsewhere; give another name`);
    }
    const found = existsSync(folder) ? readdirSync(folder).filter((file) => file !== 'annotations') : [];
    const other = found.find((file) => !FRAME.test(file));
    if (other !== undefined) {
      throw new InputError(`name: ${folder} has other files (${other}); give another name`);
    }
    mkdirSync(folder, { recursive: true });
    this.#begun.add(name);
    const numbers = found.map((file) => Number.parseInt(file.slice(6), 10) + 1);
    return { folder, count: Math.max(0, ...numbers) };
  }

  /** @param bytes of a JPEG. @throws InputError for a folder that was not begun, or something else */
  async add(name: string, number: number, bytes: Buffer): Promise<void> {
    if (!this.#begun.has(name)) throw new InputError(`${name}: this recording was not begun`);
    if (!Number.isInteger(number) || number < 0 || number >= MOST_FRAMES) {
      throw new InputError(`${name}: expected a number below ${MOST_FRAMES}, found ${number}`);
    }
    if (!(bytes instanceof Buffer) || bytes[0] !== 0xff || bytes[1] !== 0xd8) {
      throw new InputError(`${name}: expected the bytes of a JPEG picture`);
    }
    const file = join(this.parent, name, `frame-${String(number).padStart(6, '0')}.jpg`);
    const partial = `${file}.partial`;
    try {
      await writeFile(partial, bytes);
      await rename(partial, file);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }
}
