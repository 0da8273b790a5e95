import { fetchBytes } from '../api/call.js';

/**
 * Bytes of pictures that are kept, decoded ones counted with four bytes a pixel: what a browser holds of
 * them.
 */
const MOST_BYTES = 128 * 2 ** 20;
const AT_ONCE = 6;

export interface Picture {
  url: string;
  width: number;
  height: number;
}

interface Wanted {
  path: string;
  done: (picture: Picture) => void;
  failed: (error: Error) => void;
  stop: AbortController;
}

interface Kept extends Picture {
  bytes: number;
  users: number;
}

/**
 * Pictures that need the token, as addresses that an `<img>` takes. The newest wish is served first, because
 * it is what is being looked at; what was scrolled past before its turn is never fetched; what nobody shows
 * leaves first.
 */
class PictureCache {
  readonly #kept = new Map<string, Kept>();
  readonly #queue: Wanted[] = [];
  #fetching = 0;
  #bytes = 0;

  /** Bytes at present, for tests. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A picture that is there already. */
  peek(path: string): Picture | null {
    return this.#kept.get(path) ?? null;
  }

  /** Shows a picture until the function that it gives back is called. */
  use(path: string, done: (picture: Picture) => void, failed: (error: Error) => void): () => void {
    const known = this.#kept.get(path);
    if (known !== undefined) {
      this.#hold(path, known);
      done(known);
      return () => this.#release(path);
    }
    let held = false;
    const wanted: Wanted = {
      path,
      failed,
      stop: new AbortController(),
      done: (picture) => {
        held = true;
        done(picture);
      },
    };
    this.#queue.push(wanted);
    this.#next();
    return () => {
      wanted.stop.abort();
      const place = this.#queue.indexOf(wanted);
      if (place >= 0) this.#queue.splice(place, 1);
      if (held) this.#release(path);
    };
  }

  #next(): void {
    while (this.#fetching < AT_ONCE && this.#queue.length > 0) {
      this.#fetching++;
      const wanted = this.#queue.pop() as Wanted;
      void this.#fetch(wanted).finally(() => {
        this.#fetching--;
        this.#next();
      });
    }
  }

  async #fetch({ path, done, failed, stop }: Wanted): Promise<void> {
    try {
      const known = this.#kept.get(path) ?? (await this.#load(path, stop.signal));
      if (stop.signal.aborted) return;
      this.#hold(path, known);
      done(known);
    } catch (error) {
      if (!stop.signal.aborted) failed(error as Error);
    }
  }

  async #load(path: string, signal: AbortSignal): Promise<Kept> {
    const blob = await fetchBytes(path, signal);
    const bitmap = await createImageBitmap(blob);
    const { width, height } = bitmap;
    bitmap.close();
    const kept = {
      url: URL.createObjectURL(blob),
      width,
      height,
      bytes: blob.size + 4 * width * height,
      users: 0,
    };
    this.#kept.set(path, kept);
    this.#bytes += kept.bytes;
    for (const [oldest, each] of this.#kept) {
      if (this.#bytes <= MOST_BYTES) break;
      if (each.users > 0 || oldest === path) continue;
      URL.revokeObjectURL(each.url);
      this.#kept.delete(oldest);
      this.#bytes -= each.bytes;
    }
    return kept;
  }

  #hold(path: string, kept: Kept): void {
    kept.users++;
    // The newest stand last.
    this.#kept.delete(path);
    this.#kept.set(path, kept);
  }

  #release(path: string): void {
    const kept = this.#kept.get(path);
    if (kept !== undefined) kept.users--;
  }
}

export const pictureCache = new PictureCache();
