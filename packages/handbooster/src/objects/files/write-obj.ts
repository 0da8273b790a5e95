import { basename, dirname, extname, join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import type { ObjectModel } from '../object-model.js';

/**
 * Writes an object as `<path>` (OBJ), beside it its MTL and, when it has a texture, `texture_map.png`:
 * DexYCB's layout when the path is `models/<class>/textured_simple.obj`. Read back, vertices, faces,
 * coordinates and texture are the same bits. Every corner has the normal of its vertex: DexYCB's toolkit and
 * HO3D's viewer read no file without.
 */
export async function writeObj(path: string, model: ObjectModel): Promise<void> {
  const library = `${basename(path, extname(path))}.mtl`;
  const { vertices: v, faces, uvs, texture, color } = model;
  const lines = [`mtllib ${library}`, `o ${model.name}`];
  for (let i = 0; i < v.length; i += 3) lines.push(`v ${short(v[i])} ${short(v[i + 1])} ${short(v[i + 2])}`);
  const places = new Map<string, number>();
  const corners: number[] = [];
  if (uvs) {
    for (let i = 0; i < uvs.length; i += 2) {
      const text = `vt ${short(uvs[i])} ${short(uvs[i + 1])}`;
      let place = places.get(text);
      if (place === undefined) {
        place = places.size + 1;
        places.set(text, place);
        lines.push(text);
      }
      corners.push(place);
    }
  }
  const normals = vertexNormals(model);
  for (let i = 0; i < normals.length; i += 3) {
    lines.push(`vn ${[...normals.subarray(i, i + 3)].map((value) => value.toFixed(5)).join(' ')}`);
  }
  lines.push('usemtl material_0', 's off');
  for (let f = 0; f < faces.length; f += 3) {
    const words = [0, 1, 2].map((k) => {
      const vertex = faces[f + k] + 1;
      return `${vertex}/${uvs ? corners[f + k] : ''}/${vertex}`;
    });
    lines.push(`f ${words.join(' ')}`);
  }
  const material = ['newmtl material_0', `Kd ${color.join(' ')}`];
  if (texture) material.push('map_Kd texture_map.png');
  if (texture) {
    const raw = { width: texture.width, height: texture.height, channels: 3 as const };
    const png = await sharp(texture.pixels, { raw }).png().toBuffer();
    await writeFileAtomic(join(dirname(path), 'texture_map.png'), png);
  }
  await writeFileAtomic(join(dirname(path), library), `${material.join('\n')}\n`);
  // Last, so that a model that is there has what it names.
  await writeFileAtomic(path, `${lines.join('\n')}\n`);
}

/** The shortest decimal that is the same float32. */
function short(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
