import type { Patch, PatchSource } from '../patches/patch-source.js';

/**
 * Patches that were looked at once are kept, where they are looked at again and again; up to this many bytes.
 */
const KEPT_BYTES = 512 * 2 ** 20;

/** A source whose patches as they are come from memory the second time, as many as there is room for. */
export function keptPatches(source: PatchSource): PatchSource {
  const kept = new Map<number, Promise<Patch>>();
  let bytes = 0;
  return {
    ...source,
    patch(index, random) {
      if (random !== null) return source.patch(index, random);
      const found = kept.get(index);
      if (found !== undefined) return found;
      const made = Promise.resolve(source.patch(index, null));
      if (bytes < KEPT_BYTES) {
        kept.set(index, made);
        made.then(
          ({ image }) => {
            bytes += image.byteLength;
          },
          () => kept.delete(index),
        );
      }
      return made;
    },
  };
}
