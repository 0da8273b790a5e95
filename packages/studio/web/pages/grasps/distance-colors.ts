import * as THREE from 'three';

/** Depth from which on the darkest colour is worn, metres: what a grasp that holds may be at most. */
const DEEP = 0.005;
/** Distance from which on skin looks like skin, metres. */
const FAR = 0.006;

const SKIN = new THREE.Color(0xe3b79f);
const NEAR = new THREE.Color(0xf3d66b);
const TOUCHING = new THREE.Color(0x1f9e77);
const IN = new THREE.Color(0xe4572e);
const DEEPEST = new THREE.Color(0x7a0f3c);

/** What the colours say. */
export const LEGEND = [
  { color: '#7a0f3c', words: '5 mm in' },
  { color: '#e4572e', words: 'in the object' },
  { color: '#1f9e77', words: 'touches (2 mm)' },
  { color: '#f3d66b', words: 'near' },
  { color: '#e3b79f', words: 'away' },
] as const;

/**
 * Colours (V, 3, linear) of vertices by their distance from a surface, metres: in it red to purple, touching
 * green, near it yellow, away skin. The step at the surface itself is sharp: in or out is what matters.
 */
export function distanceColors(distances: ArrayLike<number>, touch: number): Float32Array {
  const out = new Float32Array(3 * distances.length);
  const mixed = new THREE.Color();
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i];
    // Within what a grid of distances can tell from nothing, skin touches.
    if (distance < -0.0005) mixed.lerpColors(IN, DEEPEST, Math.min(1, -distance / DEEP));
    else if (distance <= touch) mixed.copy(TOUCHING);
    else if (distance < FAR) mixed.lerpColors(NEAR, SKIN, (distance - touch) / (FAR - touch));
    else mixed.copy(SKIN);
    mixed.toArray(out, 3 * i);
  }
  return out;
}
