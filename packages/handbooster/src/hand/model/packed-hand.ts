import type { HandModel } from './hand-model.js';

/**
 * A hand model as JSON: arrays as base64 of their little-endian bytes, pose directions without their zeros.
 */
export interface PackedHand {
  format: 'handbooster-hand';
  name: string;
  hash: string;
  side: HandModel['side'];
  provenance: string;
  arrays: Record<string, string>;
}

const FLOATS = [
  'template',
  'weights',
  'jointRegressor',
  'shapeDirections',
  'poseComponents',
  'poseMean',
] as const;

/** A hand model in a form that a page can fetch; `unpackHand` undoes it, number for number. */
export function packHand(model: HandModel): PackedHand {
  const { name, hash, side, provenance } = model;
  const arrays: Record<string, string> = {};
  for (const key of FLOATS) arrays[key] = base64(model[key]);
  arrays.faces = base64(model.faces);
  arrays.parents = base64(model.parents);
  arrays.tips = base64(model.tips);
  const places: number[] = [];
  model.poseDirections.forEach((value, i) => {
    if (value !== 0) places.push(i);
  });
  arrays.poseDirectionPlaces = base64(Uint32Array.from(places));
  arrays.poseDirectionValues = base64(Float32Array.from(places, (i) => model.poseDirections[i]));
  return { format: 'handbooster-hand', name, hash, side, provenance, arrays };
}

/** @throws RangeError for something else than `packHand` gives. */
export function unpackHand({ format, arrays, ...facts }: PackedHand): HandModel {
  if (format !== 'handbooster-hand') throw new RangeError('unpackHand: this is no packed hand model');
  const floats = (key: string) => new Float32Array(bytes(arrays[key]).buffer);
  const template = floats('template');
  const poseDirections = new Float32Array(template.length * 135);
  const values = floats('poseDirectionValues');
  new Uint32Array(bytes(arrays.poseDirectionPlaces).buffer).forEach((place, i) => {
    poseDirections[place] = values[i];
  });
  return {
    ...facts,
    template,
    poseDirections,
    faces: new Uint32Array(bytes(arrays.faces).buffer),
    parents: new Int32Array(bytes(arrays.parents).buffer),
    tips: new Int32Array(bytes(arrays.tips).buffer),
    weights: floats('weights'),
    jointRegressor: floats('jointRegressor'),
    shapeDirections: floats('shapeDirections'),
    poseComponents: floats('poseComponents'),
    poseMean: floats('poseMean'),
  };
}

function base64(array: ArrayBufferView): string {
  const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const parts: string[] = [];
  // One call with all bytes would be too many arguments.
  for (let i = 0; i < view.length; i += 4096) parts.push(String.fromCharCode(...view.subarray(i, i + 4096)));
  return btoa(parts.join(''));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
