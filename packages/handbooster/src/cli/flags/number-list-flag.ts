import { TypedFlag } from './typed-flag.js';

/**
 * A flag that takes so many numbers with commas between, which `accept` may narrow (`expects` says to what).
 */
export function numberListFlag(
  flags: string,
  description: string,
  { length, expects, accept = () => true }: NumberListOptions,
): TypedFlag<number[]> {
  return new TypedFlag(flags, description, expects, (text) => {
    const parts = text.split(',').map((part) => part.trim());
    const values = parts.map(Number);
    const whole = parts.length === length && parts.every((part) => part !== '');
    return whole && values.every(Number.isFinite) && accept(values) ? values : null;
  });
}

export interface NumberListOptions {
  length: number;
  /** In words, for example `four numbers with commas between`. */
  expects: string;
  accept?: (values: readonly number[]) => boolean;
}
