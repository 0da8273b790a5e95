import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { isTemporary } from '../../base/files/temporary-name.js';
import type { Shard } from '../../distributed/item-share.js';

/** Folder, within the run's, of what shards have made and no merge has taken over yet. */
export const SHARDS = 'shards';

/** Starts of a shard in a row that may end without one more finished item. */
const MOST_STARTS = 5;

/** Attempts at a shard that were begun with the same finished items. */
interface Starts {
  items: number;
  starts: number;
}

/**
 * What shards make of a stage: `shards/<stage>/<key>/<k>-of-<n>`, and beside it `<k>-of-<n>.json` once all
 * its items are there. The key is that of the stage, so that shards of other settings or inputs lie
 * elsewhere, and two processes of one shard write the same files with the same bytes.
 */
export class StageShards {
  readonly #folder: string;

  constructor(
    readonly root: string,
    readonly stage: string,
    key: string,
  ) {
    this.#folder = join(root, SHARDS, stage, key.slice(0, 12));
  }

  /** Removes all that shards have made of a stage. */
  static remove(root: string, stage: string): void {
    rmSync(join(root, SHARDS, stage), { recursive: true, force: true });
  }

  isFinished(shard: Shard): boolean {
    return existsSync(`${this.#path(shard)}.json`);
  }

  /**
   * The folder for a shard to work in, with the items that an earlier process of it has finished.
   *
   * @throws {InputError} when it was begun again and again without getting one item further: a scheduler that
   * starts it anew every
   *   time would do so for ever
   */
  begin(shard: Shard): string {
    const folder = this.#path(shard);
    mkdirSync(folder, { recursive: true });
    const file = `${folder}.starts`;
    const before = readStarts(file);
    const items = finishedFiles(folder).length;
    const starts = before !== null && before.items === items ? before.starts + 1 : 1;
    if (starts > MOST_STARTS) {
      throw new InputError(
        `${folder}: started ${before?.starts} times without finishing one more item: is a task's time shorter than an item takes, ` +
          `or the disk full? Mend that and remove ${file}`,
      );
    }
    writeFileAtomicSync(file, JSON.stringify({ items, starts } satisfies Starts));
    return folder;
  }

  /** Says that all items of a shard are there. */
  finish(shard: Shard): void {
    const path = this.#path(shard);
    writeFileAtomicSync(`${path}.json`, `${JSON.stringify({ stage: this.stage, ...shard })}\n`, {
      durable: true,
    });
    rmSync(`${path}.starts`, { force: true });
  }

  /**
   * Shards that are lacking of the number of shards that lacks the fewest; none where some number is
   * complete, null where there are no shards at all.
   */
  missing(): Shard[] | null {
    const finished = new Map<number, Set<number>>();
    for (const name of existsSync(this.#folder) ? readdirSync(this.#folder) : []) {
      const match = /^(\d+)-of-(\d+)(\.json)?$/.exec(name);
      if (match === null) continue;
      const count = Number(match[2]);
      const own = finished.get(count) ?? new Set();
      finished.set(count, own);
      if (match[3] !== undefined) own.add(Number(match[1]));
    }
    const lacking = [...finished].map(([count, own]) =>
      Array.from({ length: count }, (_, index) => ({ index, count })).filter(({ index }) => !own.has(index)),
    );
    return lacking.reduce<Shard[] | null>(
      (least, next) => (least === null || next.length < least.length ? next : least),
      null,
    );
  }

  /**
   * Puts all finished items of all shards into the stage's working folder, as links where the disk can. What
   * is there already stays: an item has one content, whoever made it.
   */
  takeOver(folder: string): void {
    if (!existsSync(this.#folder)) return;
    for (const entry of readdirSync(this.#folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const from = join(this.#folder, entry.name);
      for (const path of finishedFiles(from)) {
        const to = join(folder, relative(from, path));
        if (existsSync(to)) continue;
        mkdirSync(dirname(to), { recursive: true });
        linkOrCopy(path, to);
      }
    }
  }

  #path({ index, count }: Shard): string {
    return join(this.#folder, `${index}-of-${count}`);
  }
}

function readStarts(file: string): Starts | null {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function finishedFiles(folder: string): string[] {
  // A hidden folder is a sequence of pictures that is being recorded.
  const isHidden = (path: string) => /(^|[\\/])\./.test(relative(folder, path));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isTemporary(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isHidden(path));
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another disk, or one without links.
    copyFileSync(from, to);
  }
}
