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
        texture: texture ? await unpackTexture(await fetchBytes(`api/lab/texture?${address}`)) : null,
      };
    })();
    fetched.set(address, model);
    model.catch(() => fetched.delete(address));
  }
  return model;
}

/** Undoes the server's `packTexture`. */
async function unpackTexture(blob: Blob): Promise<Texture> {
  const bytes = blob.stream().pipeThrough(new DecompressionStream('gzip'));
  const buffer = await new Response(bytes).arrayBuffer();
  const head = new DataView(buffer);
  return {
    width: head.getUint32(0, true),
    height: head.getUint32(4, true),
    pixels: new Uint8Array(buffer, 8),
  };
}
