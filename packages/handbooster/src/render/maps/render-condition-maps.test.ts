import { describe, expect, it } from 'vitest';
import type { Camera } from '../../geometry/camera.js';
import { boxMesh, sphereMesh } from '../../geometry/mesh/solid-mesh.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { averageSamples } from '../raster/average-samples.js';
import { interpolateVertices } from '../raster/interpolate.js';
import { pixelNormals } from '../raster/pixel-normals.js';
import { rasterise } from '../raster/rasterise.js';
import { supersampledCamera } from '../raster/supersampled-camera.js';
import { objectColor, PART_COLORS, SEGMENTATION_COLORS } from './condition-colors.js';
import type { ConditionScene } from './condition-scene.js';
import { ConditionWorkspace } from './condition-workspace.js';
import { CONDITION_MAPS, DEPTH_MAP_REACH, renderConditionMaps } from './render-condition-maps.js';

const camera: Camera = { fx: 120, fy: 118, cx: 31.2, cy: 33.1, width: 64, height: 64 };
const FORWARD = (z: number) => Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, z);

function plain(mesh: { vertices: Float32Array; faces: Uint32Array }, id = 22): ObjectModel {
  return { ...mesh, id, name: 'plain', uvs: null, texture: null, color: [0.5, 0.25, 0.75] };
}

/** A ball in the hand's place. */
function ball(z: number, radius = 0.1, levels = 4) {
  const { vertices, faces } = sphereMesh(radius, levels);
  for (let i = 2; i < vertices.length; i += 3) vertices[i] += z;
  return { vertices, faces };
}

const rgb = (map: Uint8Array | undefined, x: number, y: number, width = 64) => {
  if (!map) throw new Error('map not drawn');
  return Array.from(map.subarray((y * width + x) * 3, (y * width + x) * 3 + 3));
};

describe('normal maps', () => {
  it("shows a ball's analytic normals in OpenGL camera axes", () => {
    const hand = ball(0.5);
    const { normal } = renderConditionMaps({ camera, hand, objects: [] }, { maps: ['normal'] });
    let checked = 0;
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        const ray = [(x - camera.cx) / camera.fx, (y - camera.cy) / camera.fy, 1];
        const a = ray[0] ** 2 + ray[1] ** 2 + 1;
        const inside = 0.25 - a * (0.25 - 0.01);
        if (inside < 0.002) {
          if (inside < -0.002) expect(rgb(normal, x, y)).toEqual([0, 0, 0]);
          continue;
        }
        const t = (0.5 - Math.sqrt(inside)) / a;
        const n = [ray[0] * t, ray[1] * t, t - 0.5].map((value) => value / 0.1);
        const expected = [n[0], -n[1], -n[2]].map((value) => 127.5 + 127.5 * value);
        expect(rgb(normal, x, y)).toBeAllclose(expected, { absolute: 3.5, relative: 0 });
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(1000);
  });

  it('is flat on objects: one colour for each side of a box', () => {
    const turned = Float64Array.of(
      Math.SQRT1_2,
      0,
      Math.SQRT1_2,
      0,
      0,
      1,
      0,
      0,
      -Math.SQRT1_2,
      0,
      Math.SQRT1_2,
      0.6,
    );
    const scene = {
      camera,
      hand: null,
      objects: [{ model: plain(boxMesh([0.2, 0.2, 0.2])), cameraFromObject: turned }],
    };
    const { normal } = renderConditionMaps(scene, { maps: ['normal'], samples: 1 });
    const colors = new Set<string>();
    for (let i = 0; i < 64 * 64; i++)
      colors.add(Array.from((normal as Uint8Array).subarray(i * 3, i * 3 + 3)).join());
    // The two sides that are seen look 45 degrees to the left and to the right: x = -+0.7071, z = 0.7071.
    expect(colors).toEqual(new Set(['0,0,0', '37,128,218', '218,128,218']));
  });

  it('turns the normals of open meshes to the viewer and leaves no holes in them', () => {
    // A box without the side that is towards the camera: its inside is seen.
    const box = boxMesh([0.2, 0.2, 0.2]);
    const open = plain({ vertices: box.vertices, faces: box.faces.subarray(6) });
    const scene = { camera, hand: null, objects: [{ model: open, cameraFromObject: FORWARD(0.5) }] };
    const { normal } = renderConditionMaps(scene, { maps: ['normal'] });
    expect(rgb(normal, 31, 33)).toEqual([128, 128, 255]);
    const shut = plain(box);
    const closed = { ...scene, objects: [{ model: shut, cameraFromObject: FORWARD(0.5) }] };
    expect(rgb(renderConditionMaps(closed, { maps: ['normal'] }).normal, 31, 33)).toEqual([128, 128, 255]);
  });
});

describe('silhouettes', () => {
  it('gives a pixel half a colour where an edge runs through it', () => {
    // The square's left edge is at pixel 20 exactly: half of that pixel is covered.
    const square = plain({
      vertices: Float32Array.of(-0.1, 0.1, 1, 0.1, 0.1, 1, 0.1, -0.1, 1, -0.1, -0.1, 1),
      faces: Uint32Array.of(0, 1, 2, 0, 2, 3),
    });
    const level: Camera = { fx: 100, fy: 100, cx: 30, cy: 30.25, width: 64, height: 64 };
    const scene = { camera: level, hand: null, objects: [{ model: square, cameraFromObject: FORWARD(0) }] };
    const { normal, segmentation } = renderConditionMaps(scene, { maps: ['normal', 'segmentation'] });
    expect(rgb(normal, 19, 30)).toEqual([0, 0, 0]);
    expect(rgb(normal, 20, 30)).toEqual([64, 64, 128]);
    expect(rgb(normal, 21, 30)).toEqual([128, 128, 255]);
    const { grasped } = SEGMENTATION_COLORS;
    const found = new Set<string>();
    for (let x = 0; x < 64; x++) found.add(rgb(segmentation, x, 30).join());
    expect(found).toEqual(new Set(['0,0,0', grasped.join()]));
    const hard = renderConditionMaps(scene, { maps: ['normal'], samples: 1 }).normal;
    expect(new Set([19, 20, 21].map((x) => rgb(hard, x, 30).join())).size).toBe(2);
  });

  it('is the mean of the samples, drawn one by one', () => {
    const mug = proceduralObjects().find(({ name }) => name === '025_mug') as ObjectModel;
    const hand = { ...ball(0.45, 0.04, 3), partOfVertex: new Uint8Array(1026).fill(4) };
    const tilt = Float64Array.of(1, 0, 0, 0.02, 0, 0, -1, 0.02, 0, 1, 0, 0.5);
    const scene: ConditionScene = { camera, hand, objects: [{ model: mug, cameraFromObject: tilt }] };
    for (const samples of [1, 2, 3]) {
      const fine = supersampledCamera(camera, samples);
      const moved = Float32Array.from(mug.vertices, (_, i) => {
        const [x, y, z] = mug.vertices.subarray(i - (i % 3), i - (i % 3) + 3);
        return [x + 0.02, -z + 0.02, y + 0.5][i % 3];
      });
      const buffer = rasterise([hand, { vertices: moved, faces: mug.faces }], fine, { cull: 'back' });
      const colors = new Uint8Array(fine.width * fine.height * 3);
      buffer.mesh.forEach((mesh, i) => {
        if (mesh >= 0) colors.set(mesh === 0 ? PART_COLORS.middle : objectColor(mug.id), i * 3);
      });
      const expected = averageSamples(colors, 64, 64, 3, samples, new Uint8Array(64 * 64 * 3));
      const { texture } = renderConditionMaps(scene, { maps: ['texture'], textureVersion: 1, samples });
      const different = expected.reduce(
        (sum, value, i) => sum + (Math.abs(value - (texture?.[i] ?? 0)) > 1 ? 1 : 0),
        0,
      );
      expect([samples, different]).toEqual([samples, 0]);
    }
  });
});

describe('texture maps', () => {
  it('lights the hand and objects from the front as the release does', () => {
    // Linear light of a surface that faces the camera: ambient 0.3, lights 2.4, 4% reflection, roughness 1.
    const lit = (albedo: number, cosine: number) => {
      const masking = (cosine / (0.5 * cosine + 0.5)) ** 2;
      const gloss = (0.04 * masking) / Math.PI / (4 * cosine * cosine + 0.001);
      const linear = 0.3 * albedo + 2.4 * cosine * ((0.96 * 0.96 * albedo) / Math.PI + gloss);
      return 255 * Math.min(1, linear) ** (1 / 2.2);
    };
    const toLinear = (value: number) => ((value + 0.055) / 1.055) ** 2.4;
    const front = {
      camera,
      hand: null,
      objects: [{ model: plain(boxMesh([0.2, 0.2, 0.2])), cameraFromObject: FORWARD(0.6) }],
    };
    const box = renderConditionMaps(front, { maps: ['texture'] }).texture;
    expect(rgb(box, 31, 33)).toBeAllclose(
      [0.5, 0.25, 0.75].map((c) => lit(toLinear(c), 1)),
      { absolute: 1.5, relative: 0 },
    );

    const hand = ball(0.5);
    const both = renderConditionMaps({ camera, hand, objects: [] }, { maps: ['texture', 'normal'] });
    let checked = 0;
    for (let y = 12; y < 52; y++) {
      for (let x = 14; x < 50; x++) {
        const cosine = (rgb(both.normal, x, y)[2] - 127.5) / 127.5;
        if (cosine < 0.35) continue;
        const expected = [lit(1, cosine), lit(1, cosine), lit(0.9, cosine)];
        expect(rgb(both.texture, x, y)).toBeAllclose(expected, { absolute: 3, relative: 0 });
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(500);
  });

  it('shows the print of an object the right way round', () => {
    // The cracker box seen from its front: white band with letters above, biscuits below, red at the very
    // top.
    const model = proceduralObjects().find(({ name }) => name === '003_cracker_box') as ObjectModel;
    const fromFront = Float64Array.of(1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0.5);
    const scene = {
      camera: { ...camera, cx: 31.5, cy: 31.5 },
      hand: null,
      objects: [{ model, cameraFromObject: fromFront }],
    };
    const { texture } = renderConditionMaps(scene, { maps: ['texture'] });
    const [r, g, b] = rgb(texture, 31, 9);
    expect(r > 120 && g < 80 && b < 80).toBe(true);
    const white = rgb(texture, 12, 16);
    expect(Math.min(...white)).toBeGreaterThan(180);
    // The net weight is printed at the lower right only.
    const brightness = (x0: number, x1: number) => {
      let sum = 0;
      for (let y = 51; y < 57; y++) for (let x = x0; x < x1; x++) sum += rgb(texture, x, y)[1];
      return sum;
    };
    expect(brightness(41, 51)).toBeGreaterThan(1.2 * brightness(13, 23));
  });

  it('places a print on a receding floor as perspective asks', () => {
    // Stripes along z on a floor at y = 1 from z = 2 to 10: pixel row y sees z = fy / (y - cy).
    const stripes = Uint8Array.from({ length: 192 }, (_, i) => (Math.floor(i / 3) % 8 < 4 ? 255 : 0));
    const floor: ObjectModel = {
      id: 22,
      name: 'floor',
      vertices: Float32Array.of(-4, 1, 2, 4, 1, 2, 4, 1, 10, -4, 1, 10),
      faces: Uint32Array.of(0, 1, 2, 0, 2, 3),
      uvs: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1),
      texture: { width: 1, height: 64, pixels: stripes },
      color: [1, 1, 1],
    };
    const tall: Camera = { fx: 100, fy: 400, cx: 49.5, cy: -0.5, width: 100, height: 210 };
    const scene = { camera: tall, hand: null, objects: [{ model: floor, cameraFromObject: FORWARD(0) }] };
    const { texture } = renderConditionMaps(scene, { maps: ['texture'], samples: 1 });
    let checked = 0;
    for (let y = 45; y < 195; y++) {
      const z = tall.fy / (y - tall.cy);
      const texel = (1 - (z - 2) / 8) * 64;
      // Only well inside a stripe, and where a pixel is smaller than a texel.
      const inStripe = texel % 4;
      if (z > 5 || inStripe < 1 || inStripe > 3) continue;
      // A dark stripe is black, however it is lit.
      expect([y, rgb(texture, 50, y, 100)[0] > 0]).toEqual([y, Math.floor(texel) % 8 < 4]);
      checked++;
    }
    expect(checked).toBeGreaterThan(30);
  });

  it('shows coarser levels of a print of what is far away', () => {
    const pixels = Uint8Array.from({ length: 256 * 256 * 3 }, (_, i) => {
      const texel = Math.floor(i / 3);
      return (texel + Math.floor(texel / 256)) % 2 ? 255 : 0;
    });
    const spread = (z: number) => {
      const board: ObjectModel = {
        id: 22,
        name: 'board',
        vertices: Float32Array.of(-0.2, 0.2, 0, 0.2, 0.2, 0, 0.2, -0.2, 0, -0.2, -0.2, 0),
        faces: Uint32Array.of(0, 1, 2, 0, 2, 3),
        uvs: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1),
        texture: { width: 256, height: 256, pixels },
        color: [1, 1, 1],
      };
      const scene = { camera, hand: null, objects: [{ model: board, cameraFromObject: FORWARD(z) }] };
      const { texture } = renderConditionMaps(scene, { maps: ['texture'], samples: 1 });
      const inside = [];
      for (let y = 32; y < 36; y++) for (let x = 30; x < 34; x++) inside.push(rgb(texture, x, y)[0]);
      return Math.max(...inside) - Math.min(...inside);
    };
    // A texel is 1.6 mm; at 0.05 m a pixel is 0.4 mm, at 2 m it is 17 mm.
    expect(spread(0.05)).toBeGreaterThan(100);
    expect(spread(2)).toBeLessThan(3);
  });

  it('version 1 colours fingers whose three corners agree, and objects by id', () => {
    const { vertices, faces } = ball(0.5, 0.1, 2);
    // The left half belongs to the thumb (joint 13), the right half to the wrist.
    const partOfVertex = Uint8Array.from({ length: vertices.length / 3 }, (_, i) =>
      vertices[i * 3] < 0.01 ? 13 : 0,
    );
    const hand = { vertices, faces, partOfVertex };
    const objects = [{ model: plain(boxMesh([0.05, 0.05, 0.05]), 5), cameraFromObject: FORWARD(0.3) }];
    const { texture } = renderConditionMaps(
      { camera, hand, objects },
      { maps: ['texture'], textureVersion: 1 },
    );
    expect(rgb(texture, 16, 33)).toEqual([...PART_COLORS.thumb]);
    expect(rgb(texture, 48, 33)).toEqual([...PART_COLORS.palm]);
    expect(rgb(texture, 31, 33)).toEqual([128, 0, 128]);
    const without = { camera, hand: { vertices, faces }, objects };
    expect(() => renderConditionMaps(without, { maps: ['texture'], textureVersion: 1 })).toThrow(
      /hand\.partOfVertex/,
    );
  });
});

describe('depth, segmentation and skeleton maps', () => {
  const hand = { ...ball(0.5, 0.05), joints: new Float32Array(63) };
  for (let j = 0; j < 21; j++) {
    const finger = Math.floor((j - 1) / 4);
    hand.joints.set([0.02 * (finger - 2), 0.05 - 0.02 * ((j - 1) % 4), 0.5], j * 3);
  }
  hand.joints.set([0, 0.09, 0.5], 0);
  const objects = [
    {
      model: plain(boxMesh([0.1, 0.1, 0.1])),
      cameraFromObject: Float64Array.of(1, 0, 0, 0.12, 0, 1, 0, 0, 0, 0, 1, 0.6),
    },
    {
      model: plain(boxMesh([0.1, 0.1, 0.1])),
      cameraFromObject: Float64Array.of(1, 0, 0, -0.12, 0, 1, 0, 0, 0, 0, 1, 0.6),
    },
  ];
  const maps = renderConditionMaps({ camera, hand, objects, grasped: 1 }, { maps: CONDITION_MAPS });

  it('draws what the centre of each pixel sees', () => {
    const meshes = [
      hand,
      ...objects.map(({ model, cameraFromObject: m }) => ({
        faces: model.faces,
        vertices: model.vertices.map((value, i) => value + m[(i % 3) * 4 + 3]),
      })),
    ];
    const { mesh, depth } = rasterise(meshes, camera);
    const { hand: red, grasped, other } = SEGMENTATION_COLORS;
    mesh.forEach((index, i) => {
      const expected = index < 0 ? [0, 0, 0] : [red, other, grasped][index];
      expect(rgb(maps.segmentation, i % 64, Math.floor(i / 64))).toEqual([...expected]);
      const grey = Math.max(1, Math.min(255, Math.round(128 - (127 * (depth[i] - 0.5)) / DEPTH_MAP_REACH)));
      const value = rgb(maps.depth, i % 64, Math.floor(i / 64));
      expect(Math.abs(value[0] - (index < 0 ? 0 : grey))).toBeLessThanOrEqual(1);
      expect(new Set(value).size).toBe(1);
    });
  });

  it('draws bones between projected joints, over black', () => {
    const pixel = (j: number) => [
      Math.round((camera.fx * hand.joints[j * 3]) / 0.5 + camera.cx),
      Math.round((camera.fy * hand.joints[j * 3 + 1]) / 0.5 + camera.cy),
    ];
    const [x, y] = pixel(4);
    expect(rgb(maps.skeleton, x, y)[0]).toBeGreaterThan(200);
    expect(rgb(maps.skeleton, x, y)[1]).toBe(0);
    const [ix, iy] = pixel(8);
    expect(rgb(maps.skeleton, ix, iy)[2]).toBe(0);
    expect(rgb(maps.skeleton, ix, iy)[1]).toBeGreaterThan(200);
    expect(rgb(maps.skeleton, 1, 1)).toEqual([0, 0, 0]);
    const without = { camera, hand: { vertices: hand.vertices, faces: hand.faces }, objects: [] };
    expect(() => renderConditionMaps(without, { maps: ['skeleton'] })).toThrow(/hand\.joints/);
  });

  it('draws nothing of nothing', () => {
    const empty = renderConditionMaps({ camera, hand: null, objects: [] }, { maps: CONDITION_MAPS });
    for (const map of CONDITION_MAPS) expect(empty[map]?.every((value) => value === 0)).toBe(true);
  });
});

describe('renderConditionMaps', () => {
  const objects = [
    {
      model: proceduralObjects()[4],
      cameraFromObject: Float64Array.of(1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0.5),
    },
  ];
  const scene: ConditionScene = { camera, hand: ball(0.45, 0.04, 3), objects };

  it('gives the same bytes again, also with memory that other pictures have used', () => {
    const workspace = new ConditionWorkspace();
    const first = renderConditionMaps(scene);
    renderConditionMaps({ ...scene, hand: null }, { workspace, size: 96 });
    renderConditionMaps({ ...scene, objects: [objects[0], objects[0]] }, { workspace });
    expect(renderConditionMaps(scene, { workspace })).toEqual(first);
    expect(Object.keys(first).sort()).toEqual(['normal', 'texture']);
  });

  it('stretches the picture onto any size', () => {
    const small = renderConditionMaps(scene, { size: 64 });
    expect(small).toEqual(renderConditionMaps(scene));
    const large = renderConditionMaps(scene, { size: 128, maps: ['segmentation'] })
      .segmentation as Uint8Array;
    const hard = renderConditionMaps(scene, { maps: ['segmentation'] }).segmentation as Uint8Array;
    let agree = 0;
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        if (rgb(hard, x, y).join() === rgb(large, 2 * x, 2 * y, 128).join()) agree++;
      }
    }
    expect(agree).toBeGreaterThan(64 * 64 * 0.97);
  });
});

describe('attributes of pixels', () => {
  it('are those of the point that is seen', () => {
    const { vertices, faces } = ball(0.5);
    const buffer = rasterise([{ vertices, faces }], camera, { cull: 'back' });
    const points = interpolateVertices(buffer, 0, faces, vertices, 3);
    const normals = pixelNormals(buffer, 0, { vertices, faces }, 'smooth');
    const flat = pixelNormals(buffer, 0, { vertices, faces }, 'flat');
    let seen = 0;
    for (let i = 0; i < buffer.face.length; i++) {
      if (buffer.face[i] < 0) continue;
      const z = buffer.depth[i];
      const expected = [
        ((i % 64) - camera.cx) / camera.fx,
        (Math.floor(i / 64) - camera.cy) / camera.fy,
        1,
      ].map((k) => k * z);
      expect(points.subarray(i * 3, i * 3 + 3)).toBeAllclose(expected, { absolute: 1e-5 });
      const radial = [0, 1, 2].map((k) => (points[i * 3 + k] - (k === 2 ? 0.5 : 0)) / 0.1);
      expect(normals.subarray(i * 3, i * 3 + 3)).toBeAllclose(radial, { absolute: 0.02, relative: 0 });
      expect(flat.subarray(i * 3, i * 3 + 3)).toBeAllclose(radial, { absolute: 0.08, relative: 0 });
      seen++;
    }
    expect(seen).toBeGreaterThan(1000);
  });
});
