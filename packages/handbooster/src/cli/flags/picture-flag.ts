import { extname } from 'node:path';
import { TypedFlag } from './typed-flag.js';

/** `-o, --output <file>`: a picture to write, whose ending says its format. */
export function pictureFlag(
  flags: string,
  description: string,
  endings: readonly string[],
  fallback?: string,
): TypedFlag<string> {
  return new TypedFlag(
    flags,
    description,
    `a file name that ends in ${endings.join(' or ')}`,
    (text) => (endings.includes(extname(text).toLowerCase()) ? text : null),
    fallback,
  );
}
