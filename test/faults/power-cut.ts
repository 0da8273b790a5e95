import fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * What a disk holds when the power goes, at its worst as POSIX allows it: bytes of a file are there once the
 * file was synced, names once their folder was. The layer tells it what is done; afterwards it takes back
 * what was not promised.
 */
export class PowerCut {
  /** Bytes that are safe of files that were changed since they were synced. */
  readonly #unsynced = new Map<string, number>();
  /**
   * How to take back changes of names, the latest last, each with the folders of which the sync of one makes
   * it safe.
   */
  #names: { folders: string[]; undo: () => void }[] = [];
  /** Where things are kept that were removed or written over. */
  readonly #kept: string;
  #count = 0;
  readonly #fs = { ...fs };

  constructor(root: string) {
    this.#kept = fs.mkdtempSync(join(dirname(resolve(root)), `.${basename(root)}-kept-`));
  }

  created(path: string): void {
    const file = resolve(path);
    if (this.#fs.existsSync(file)) return;
    // `mkdir -p` makes several: the topmost goes first.
    let top = file;
    while (!this.#fs.existsSync(dirname(top))) top = dirname(top);
    this.#names.push({
      folders: [dirname(top)],
      undo: () => this.#fs.rmSync(top, { recursive: true, force: true }),
    });
  }

  dirtied(path: string, isEmptied: boolean): void {
    const file = resolve(path);
    const size = this.#fs.existsSync(file) && !isEmptied ? this.#fs.statSync(file).size : 0;
    this.#unsynced.set(file, Math.min(size, this.#unsynced.get(file) ?? size));
  }

  synced(path: string): void {
    const file = resolve(path);
    this.#unsynced.delete(file);
    this.#names = this.#names.filter(({ folders }) => !folders.includes(file));
  }

  removed(path: string): void {
    const file = resolve(path);
    const aside = join(this.#kept, String(this.#count++));
    this.#fs.renameSync(file, aside);
    this.#moveUnsynced(file, aside);
    this.#names.push({
      folders: [dirname(file)],
      undo: () => {
        this.#fs.renameSync(aside, file);
        this.#moveUnsynced(aside, file);
      },
    });
  }

  /** Half of what is in a folder; a file is whole or gone. */
  removedHalf(path: string): void {
    if (!this.#fs.statSync(path).isDirectory()) return;
    const files = this.#fs
      .readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile());
    for (const entry of files.slice(0, Math.ceil(files.length / 2)))
      this.removed(join(entry.parentPath, entry.name));
  }

  renamed(from: string, to: string, rename: () => void): void {
    const [source, target] = [resolve(from), resolve(to)];
    let before: string | null = null;
    if (this.#fs.existsSync(target) && this.#fs.statSync(target).isFile()) {
      before = join(this.#kept, String(this.#count++));
      this.#fs.linkSync(target, before);
    }
    rename();
    this.#unsynced.delete(target);
    this.#moveUnsynced(source, target);
    this.#names.push({
      folders: [dirname(source), dirname(target)],
      undo: () => {
        this.#fs.renameSync(target, source);
        this.#moveUnsynced(target, source);
        if (before !== null) this.#fs.linkSync(before, target);
      },
    });
  }

  /** Names outlived the power cut, bytes that were not synced did not. */
  loseContents(): void {
    for (const [file, size] of this.#unsynced) {
      if (this.#fs.existsSync(file) && this.#fs.statSync(file).size > size) this.#fs.truncateSync(file, size);
    }
  }

  /** No name outlived it that was not synced. */
  loseNames(): void {
    for (const { undo } of this.#names.reverse()) undo();
    this.loseContents();
  }

  close(): void {
    this.#fs.rmSync(this.#kept, { recursive: true, force: true });
  }

  #moveUnsynced(from: string, to: string): void {
    for (const [file, size] of [...this.#unsynced]) {
      if (file !== from && !file.startsWith(`${from}/`)) continue;
      this.#unsynced.delete(file);
      this.#unsynced.set(to + file.slice(from.length), size);
    }
  }
}
