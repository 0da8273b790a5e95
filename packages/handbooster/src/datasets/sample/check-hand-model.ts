import { InputError } from '../../base/errors/input-error.js';

/** Labelled hands that are asked at most: more than a damaged dataset begins with, few enough to read. */
const MOST_ASKED = 8;

/**
 * Whether a hand model is that of a dataset's labels, asked of its first labelled hands in the dataset's own
 * order, so that the answer depends neither on what is read first nor on one damaged label: one hand that
 * agrees is enough.
 *
 * @param checks {@link checkHandJoints} of one labelled hand after another.
 * @throws {InputError} of the first hand, where none agrees.
 */
export async function checkHandModel(
  checks: Iterable<() => void> | AsyncIterable<() => void>,
): Promise<void> {
  let first: InputError | null = null;
  let asked = 0;
  for await (const check of checks) {
    try {
      check();
      return;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      first ??= error;
    }
    if (++asked === MOST_ASKED) break;
  }
  if (first !== null) throw first;
}
