import { Random } from '../random/random.js';

let given: Random | null = null;
let layers = 0;

/**
 * Runs `build`; the layers made inside, whichever have no `random` of their own, draw their first weights
 * from `random`, one after the other.
 */
export function withRandom<T>(random: Random, build: () => T): T {
  const before = given;
  given = random;
  try {
    return build();
  } finally {
    given = before;
  }
}

/**
 * Where a layer draws its first weights: its own option, else `withRandom`'s, else a generator named by how
 * many layers the event loop's present turn has made. So a network built on its own always begins alike,
 * whatever was built before; whoever needs more than that names a generator.
 */
export function initialRandom(own: Random | undefined): Random {
  if (own !== undefined) return own;
  if (given !== null) return given;
  if (layers === 0) {
    setImmediate(() => {
      layers = 0;
    }).unref();
  }
  return new Random(0, 'init', layers++);
}
