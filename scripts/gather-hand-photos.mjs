// Gathers public photos of hands, with the 2D joints that their owners annotated, for `handbooster evaluate
// photos`:
//
//   node scripts/gather-hand-photos.mjs CLONES FOLDER
//
// CLONES holds clones of these repositories (their photos come under their owners' terms and are never part
// of this one):
//   hand-graph-cnn   https://github.com/3d-hand-shape/hand-graph-cnn   data/real_world_testset, one hand
//   mmpose           https://github.com/open-mmlab/mmpose              tests/data, some without a hand
//   HandMesh         https://github.com/SeanChenxy/HandMesh            cmr/images, without joints
// Every second photo of each source is held back: choices are made on the others.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

const [clones, folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('node scripts/gather-hand-photos.mjs CLONES FOLDER');
mkdirSync(folder, { recursive: true });
const photos = [];

/**
 * @param joints 21 pairs, null where a joint was not annotated; null for a photo without a hand; undefined
 * where unknown.
 */
function add(source, path, joints) {
  const count = photos.filter((photo) => photo.source === source).length;
  const file = `${source}-${String(count).padStart(2, '0')}.${path.split('.').pop().toLowerCase()}`;
  copyFileSync(path, join(folder, file));
  photos.push({ file, source, held: count % 2 === 1, ...(joints === undefined ? {} : { joints }) });
}

const annotations = (path) => JSON.parse(readFileSync(path, 'utf8'));
for (const [source, name] of [
  ['freihand', 'freihand/test_freihand.json'],
  ['onehand10k', 'onehand10k/test_onehand10k.json'],
]) {
  const data = join(clones, 'mmpose', 'tests', 'data');
  const { images, annotations: hands } = annotations(join(data, name));
  for (const { file_name, id } of images) {
    const { keypoints } = hands.find((hand) => hand.image_id === id);
    const joints = Array.from({ length: 21 }, (_, i) =>
      keypoints[3 * i + 2] > 0 ? keypoints.slice(3 * i, 3 * i + 2) : null,
    );
    add(source, join(data, source, file_name), joints);
  }
}

const graph = join(clones, 'hand-graph-cnn', 'data', 'real_world_testset');
const { cam_param, bbox } = readMat(join(graph, 'params.mat'));
const { pose_gt } = readMat(join(graph, 'pose_gt.mat'));
const names = readdirSync(join(graph, 'images')).sort();
for (let i = 0; i < names.length; i += 15) {
  const at = (list, k) => list.values[i + list.shape[0] * k];
  // The camera's picture, cut to the box and stretched to the side of the file.
  const ratio = jpegHeight(readFileSync(join(graph, 'images', names[i]))) / at(bbox, 2);
  const joints = Array.from({ length: 21 }, (_, j) => {
    const [x, y, z] = [0, 1, 2].map((k) => at(pose_gt, j + 21 * k));
    return [0, 1].map((k) => {
      const pixel = (at(cam_param, k) * [x, y][k]) / z + at(cam_param, 2 + k);
      return Number(((pixel - at(bbox, k)) * ratio).toFixed(2));
    });
  });
  add('graph', join(graph, 'images', names[i]), joints);
}

const handMesh = join(clones, 'HandMesh', 'cmr', 'images');
for (const name of readdirSync(handMesh)
  .filter((name) => name.endsWith('_img.jpg'))
  .sort()) {
  add('handmesh', join(handMesh, name), undefined);
}

const things = ['animalpose', 'ap10k', 'atrw', 'fly', 'horse10', 'locust', 'zebra'];
for (const thing of things) {
  const place = join(clones, 'mmpose', 'tests', 'data', thing);
  for (const name of readdirSync(place)
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort()) {
    add('no-hand', join(place, name), null);
  }
}

writeFileSync(join(folder, 'photos.json'), `${JSON.stringify(photos, null, 1)}\n`);
console.log(`${photos.length} photos in ${folder}`);

/** Numbers of a MATLAB file, version 5, by name; column-major. */
function readMat(path) {
  const bytes = readFileSync(path);
  const found = {};
  for (let at = 128; at + 8 <= bytes.length; ) {
    const [type, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    const data = bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length;
    const part = type === 15 ? inflateSync(data).subarray(8) : data;
    const { name, shape, values } = matrix(part);
    found[name] = { shape, values };
  }
  return found;
}

function matrix(data) {
  let at = 0;
  const next = () => {
    const small = data.readUInt32LE(at) >>> 16;
    const type = data.readUInt32LE(at) & 0xffff;
    const length = small || data.readUInt32LE(at + 4);
    const start = at + (small ? 4 : 8);
    at = small ? at + 8 : start + length + ((8 - (length % 8)) % 8);
    return { type, bytes: data.subarray(start, start + length) };
  };
  next();
  const sizes = next().bytes;
  const shape = Array.from({ length: sizes.length / 4 }, (_, i) => sizes.readInt32LE(4 * i));
  const name = next().bytes.toString();
  const { type, bytes } = next();
  // Whole numbers may be stored in fewer bytes than their class has.
  const kinds = { 1: [1, 'readInt8'], 2: [1, 'readUInt8'], 3: [2, 'readInt16LE'], 4: [2, 'readUInt16LE'] };
  const wide = {
    5: [4, 'readInt32LE'],
    6: [4, 'readUInt32LE'],
    7: [4, 'readFloatLE'],
    9: [8, 'readDoubleLE'],
  };
  const [size, read] = { ...kinds, ...wide, 16: [1, 'readUInt8'] }[type];
  const values = Array.from({ length: bytes.length / size }, (_, i) => bytes[read](size * i));
  return { name, shape, values };
}

/** From the frame header of a JPEG. */
function jpegHeight(bytes) {
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const mark = bytes[at + 1];
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) return bytes.readUInt16BE(at + 5);
  }
  throw new Error('no frame in this JPEG');
}
