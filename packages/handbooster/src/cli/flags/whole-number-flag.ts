import { TypedFlag } from './typed-flag.js';

export interface WholeNumberRange {
  least?: number;
  most?: number;
  /** Value without the flag. */
  fallback?: number;
}

/** A flag that takes a whole number, by default from 1. */
export function wholeNumberFlag(
  flags: string,
  description: string,
  { least = 1, most = Number.MAX_SAFE_INTEGER, fallback }: WholeNumberRange = {},
): TypedFlag<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return new TypedFlag(
    flags,
    description,
    `a whole number ${range}`,
    (text) => readWholeNumber(text, least, most),
    fallback,
  );
}

/** Digits alone: `12`, not `12.0`, `1e1`, `0xc` or an empty text, which `Number` takes. */
function readWholeNumber(text: string, least: number, most: number): number | null {
  if (!/^-?\d+$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}
