import type { ObjectModel } from 'handbooster/objects';
import sharp from 'sharp';
import type { ObjectMesh } from '../api/data.js';

const MOST_TEXTURE = 1024;

/** An object as a page draws it. */
export function objectMesh({ vertices, faces, uvs, texture, color }: ObjectModel): ObjectMesh {
  return {
    vertices: Array.from(vertices),
    faces: Array.from(faces),
    uvs: uvs === null || texture === null ? null : Array.from(uvs),
    color,
  };
}

/** Its texture as WebP, shrunk to what screens show; null without one. */
export async function objectTexture({ texture }: ObjectModel): Promise<Buffer | null> {
  if (texture === null) return null;
  const { width, height, pixels } = texture;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(MOST_TEXTURE, MOST_TEXTURE, { fit: 'inside', withoutEnlargement: true })
    .webp()
    .toBuffer();
}
