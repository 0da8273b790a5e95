import type { ItemShare } from '../../distributed/item-share.js';
import { TypedFlag } from './typed-flag.js';

/** `--shard k/K`: the share of the items of this job of an array; all of them without it. */
export function shareFlag(items: string): TypedFlag<ItemShare> {
  const flag = new TypedFlag<ItemShare>(
    '--shard <k/K>',
    `only this share of ${items}, k from 0`,
    'k/K with k from 0 to K - 1, for example 0/4',
    parseShare,
  );
  return flag.default({ index: 0, count: 1 }, '0/1') as TypedFlag<ItemShare>;
}

/** Reads `k/K`, with k from 0 to K - 1, as schedulers number the jobs of an array; null where it is not that. */
export function parseShare(text: string): ItemShare | null {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = match === null ? [Number.NaN, Number.NaN] : [Number(match[1]), Number(match[2])];
  return index < count ? { index, count } : null;
}
