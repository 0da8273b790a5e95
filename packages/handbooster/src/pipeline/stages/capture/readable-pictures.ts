import { InputError } from '../../../base/errors/input-error.js';
import type { Progress } from '../../../base/progress.js';
import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import { decodeImage } from '../../../datasets/images/decode-image.js';
import type { Sample } from '../../../datasets/sample/sample.js';

/** Pictures that are decoded at once: enough for the codec's threads. */
const AT_ONCE = 8;

/** Pictures that are named one by one; of more, how many. */
const NAMED = 5;

/**
 * Of a split's samples, those whose picture is there, whole, and of the size that its camera says. The others
 * are left out with a word, once, so that no later stage meets them: of a million pictures some are always
 * broken.
 *
 * @param where names the split. @throws {InputError} when no picture can be read.
 */
export async function readablePictures(
  samples: readonly Sample[],
  where: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Sample[]> {
  const task = progress.begin('pictures', samples.length, 'pictures');
  // Pictures of two hands are looked at once.
  const faults = new Map<string, Promise<string | null>>();
  const faultOf = ({ image, camera }: Sample): Promise<string | null> => {
    const key = `${image.path} ${image.range?.offset} ${camera.width}x${camera.height}`;
    let fault = faults.get(key);
    if (fault === undefined) {
      fault = decodeImage({ ...image, mirrored: false }, { expected: camera }).then(
        () => null,
        (error) => {
          if (error instanceof InputError) return error.message;
          throw error;
        },
      );
      faults.set(key, fault);
    }
    return fault;
  };
  const found = await mapConcurrently(samples, AT_ONCE, async (sample) => {
    signal.throwIfAborted();
    const fault = await faultOf(sample);
    task.advance();
    return fault;
  });
  task.end();
  const broken = [...new Set(found.filter((fault) => fault !== null))];
  const readable = samples.filter((_, i) => found[i] === null);
  if (readable.length === 0) {
    throw new InputError(`${where}: none of ${samples.length} pictures can be read; the first: ${broken[0]}`);
  }
  for (const fault of broken.slice(0, NAMED)) progress.say(`capture       left out: ${fault}`);
  if (broken.length > NAMED) {
    progress.say(
      `capture       left out: ${broken.length - NAMED} more pictures of ${where} that cannot be read`,
    );
  }
  return readable;
}
