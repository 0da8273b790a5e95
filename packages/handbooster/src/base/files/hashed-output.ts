import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryName } from './temporary-name.js';

/** Bytes gathered before they go to the disk. */
const BUFFER = 1 << 20;

/**
 * A file written piece by piece, hashed on the way: nothing of it stays in memory, and the process answers
 * between writes. It has its name only once it is whole and on the disk.
 */
export class HashedOutput {
  readonly path: string;
  readonly #temporary: string;
  readonly #hash = createHash('sha256');
  #file: FileHandle | null = null;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #position = 0;
  #open = true;

  constructor(path: string) {
    this.path = path;
    this.#temporary = temporaryName(path);
  }

  /** Bytes written so far. */
  get position(): number {
    return this.#position;
  }

  /** Appends bytes, which must not change afterwards. */
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#open) throw new Error(`${this.path}: the file is closed`);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#position += bytes.length;
    if (this.#pendingBytes >= BUFFER) await this.#flush();
  }

  /** Ends the file and gives it its name. @returns its SHA-256 in hexadecimal digits. */
  async close(): Promise<string> {
    try {
      await this.#flush();
      await this.#file?.sync();
      await this.#file?.close();
      this.#file = null;
      await rename(this.#temporary, this.path);
    } catch (error) {
      await this.abort();
      throw error;
    }
    this.#open = false;
    return this.#hash.digest('hex');
  }

  /** Gives up: nothing stays on the disk. */
  async abort(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file?.close();
    await rm(this.#temporary, { force: true });
  }

  async #flush(): Promise<void> {
    if (this.#file === null) {
      await mkdir(dirname(this.path), { recursive: true });
      this.#file = await open(this.#temporary, 'w');
    }
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes);
  }
}
