import { InputError } from '../../base/errors/input-error.js';
import { parseShard, type Shard } from '../../distributed/item-share.js';
import { TypedFlag } from './typed-flag.js';

/** `--shard k/K`: the share of the items of this job of an array; all of them without it. */
export function shareFlag(items: string): TypedFlag<Shard> {
  const flag = new TypedFlag<Shard>(
    '--shard <k/K>',
    `only this share of ${items}, k from 0`,
    'k/K with k from 0 to K - 1, for example 0/4',
    (text) => {
      try {
        return parseShard(text);
      } catch (error) {
        if (error instanceof InputError) return null;
        throw error;
      }
    },
  );
  return flag.default({ index: 0, count: 1 }, '0/1') as TypedFlag<Shard>;
}
