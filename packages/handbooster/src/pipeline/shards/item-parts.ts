import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Shard, WHOLE } from '../../distributed/item-share.js';

/** Folder of the finished parts while a stage is at work. */
const PARTS = 'parts';

/**
 * A stage's items in parts of a fixed size, each in a file that is there when the part is whole: what an
 * interruption leaves, and what shards share. A part's bytes depend on its items alone.
 */
export class ItemParts {
  /**
   * @param folder the stage's
   * @param count items
   * @param size items of a part; part of the result where a part's file is
   * @param suffix of the files
   * @param offset parts of other items of the stage that shards count before these
   */
  constructor(
    readonly folder: string,
    readonly count: number,
    readonly size: number,
    readonly suffix = '.jsonl',
    readonly offset = 0,
  ) {}

  /** How many parts there are. */
  get length(): number {
    return Math.ceil(this.count / this.size);
  }

  /** First items of the parts of a share. */
  firsts({ index, count }: Shard = WHOLE): number[] {
    const firsts: number[] = [];
    for (let part = 0; part < this.length; part++) {
      if ((part + this.offset) % count === index) firsts.push(part * this.size);
    }
    return firsts;
  }

  /** Past the last item of a part. */
  end(first: number): number {
    return Math.min(first + this.size, this.count);
  }

  /** How many items are in a share. */
  items(shard: Shard): number {
    return this.firsts(shard).reduce((sum, first) => sum + this.end(first) - first, 0);
  }

  file(first: number): string {
    return join(this.folder, PARTS, `${first}${this.suffix}`);
  }

  isThere(first: number): boolean {
    return existsSync(this.file(first));
  }

  /** Removes the parts of all items of the stage. */
  remove(): void {
    rmSync(join(this.folder, PARTS), { recursive: true, force: true });
  }
}
