import type { Camera } from '../../geometry/camera.js';

/** Focal length as a share of the picture's longer side: 62 degrees across, between phones and webcams. */
export const GUESSED_FOCAL = 0.83;

/**
 * A camera for a picture of which nothing is known. What depends on it (depth and size on the picture) is as
 * wrong as the guess: a true focal length twice as long puts the hand twice as far away.
 */
export function guessCamera(width: number, height: number): Camera {
  const focal = GUESSED_FOCAL * Math.max(width, height);
  return { fx: focal, fy: focal, cx: (width - 1) / 2, cy: (height - 1) / 2, width, height };
}
