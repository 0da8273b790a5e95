import type { ObjectModel, Texture } from 'handbooster/browser';
import type { ObjectMesh } from '../../../src/api/data.js';
import type { LabObject } from '../../../src/api/lab.js';
import { fetchBytes } from '../../parts/api/call.js';

const fetched = new Map<string, Promise<ObjectModel>>();

/** An object of a run as the rasteriser takes it, with every pixel of its texture; each is fetched once. */
export function fetchObject(source: string, { id, name, texture }: LabObject): Promise<ObjectModel> {
  const address = new URLSearchParams({ source, id: String(id) }).toString();
  let model = fetched.get(address);
  if (model === undefined) {
    model = (async () => {
      const mesh: ObjectMesh = JSON.parse(await (await fetchBytes(`api/lab/object?${address}`)).text());
      return {
        id,
        name,
        vertices: Float32Array.from(mesh.vertices),
        faces: Uint32Array.from(mesh.faces),
        uvs: mesh.uvs === null ? null : Float32Array.from(mesh.uvs),
        color: mesh.color,
        texture: texture ? await pixelsOf(await fetchBytes(`api/lab/texture?${address}`)) : null,
      };
    })();
    fetched.set(address, model);
    model.catch(() => fetched.delete(address));
  }
  return model;
}

/** Pixels as they are in the file: no colour is converted. */
async function pixelsOf(blob: Blob): Promise<Texture> {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    pixels[to] = data[from];
    pixels[to + 1] = data[from + 1];
    pixels[to + 2] = data[from + 2];
  }
  return { width, height, pixels };
}
