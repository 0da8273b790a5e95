import { InputError } from '../../base/errors/input-error.js';
import { type Shard, WHOLE } from '../../distributed/item-share.js';
import { schedulerShard } from '../../distributed/scheduler-shard.js';
import { TypedFlag } from './typed-flag.js';

/**
 * `--shard k/K`: the share of the items of this job of an array; all of them without it. `auto` and `auto/K`
 * take it from the scheduler's variables: not without being asked, because an array may as well be one of
 * seeds.
 */
export function shareFlag(items: string): TypedFlag<Shard> {
  const flag = optionalShareFlag(items);
  return flag.default(WHOLE, '0/1') as TypedFlag<Shard>;
}

/** The same, left out where it is not given. */
export function optionalShareFlag(items: string): TypedFlag<Shard> {
  return new TypedFlag<Shard>(
    '--shard <k/K>',
    `only this share of ${items}, k from 0; auto, or auto/K: k from the scheduler that started this task`,
    'k/K with k from 0 to K - 1, for example 0/4, or auto',
    (text) => {
      if (!/^(\d+|auto)(\/\d+)?$/.test(text)) return null;
      try {
        return schedulerShard(text, process.env);
      } catch (error) {
        // What the scheduler says is no matter of this flag's text.
        if (error instanceof InputError && !text.startsWith('auto')) return null;
        throw error;
      }
    },
  );
}
