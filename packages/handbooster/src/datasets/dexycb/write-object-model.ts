import { join } from 'node:path';
import sharp from 'sharp';
import type { ObjectModel } from '../../objects/object-model.js';
import { writeFileAtomic } from '../files/atomic-write.js';

/**
 * Writes an object as a YCB model folder: `<folder>/<name>/textured_simple.obj`, its `.mtl` and, where it has one,
 * `texture_map.png`.
 */
export async function writeObjectModel(folder: string, object: ObjectModel): Promise<void> {
  const target = join(folder, object.name);
  const lines: string[] = ['mtllib textured_simple.obj.mtl', 'usemtl material_0'];
  const { vertices, faces, uvs, texture, color } = object;
  for (let i = 0; i < vertices.length; i += 3) {
    lines.push(`v ${number(vertices[i])} ${number(vertices[i + 1])} ${number(vertices[i + 2])}`);
  }
  // Corners that share a texture coordinate share its line, as scanned models have it.
  const corner = new Uint32Array(faces.length);
  if (uvs !== null) {
    const known = new Map<string, number>();
    for (let i = 0; i < faces.length; i++) {
      const line = `vt ${number(uvs[2 * i])} ${number(uvs[2 * i + 1])}`;
      let index = known.get(line);
      if (index === undefined) {
        index = known.size + 1;
        known.set(line, index);
        lines.push(line);
      }
      corner[i] = index;
    }
  }
  for (let i = 0; i < faces.length; i += 3) {
    const corners = [0, 1, 2].map((k) =>
      uvs === null ? `${faces[i + k] + 1}` : `${faces[i + k] + 1}/${corner[i + k]}`,
    );
    lines.push(`f ${corners.join(' ')}`);
  }
  const material = [
    'newmtl material_0',
    'Ka 0 0 0',
    `Kd ${color.map(number).join(' ')}`,
    'Ks 0 0 0',
    'd 1',
    'illum 1',
  ];
  if (texture !== null) {
    // With a map, Kd multiplies it in most viewers: white leaves the texture as it is.
    material[2] = 'Kd 1 1 1';
    material.push('map_Kd texture_map.png');
    const png = await sharp(texture.pixels, {
      raw: { width: texture.width, height: texture.height, channels: 3 },
    })
      .png({ compressionLevel: 6 })
      .toBuffer();
    await writeFileAtomic(join(target, 'texture_map.png'), png);
  }
  await writeFileAtomic(join(target, 'textured_simple.obj.mtl'), `${material.join('\n')}\n`);
  await writeFileAtomic(join(target, 'textured_simple.obj'), `${lines.join('\n')}\n`);
}

/** Seven digits: a micrometre at arm's length, and no long tails of a float written in full. */
const number = (value: number) => String(Number(value.toPrecision(7)));
