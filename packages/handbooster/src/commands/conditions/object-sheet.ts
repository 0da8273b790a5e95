import { resolve } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import type { Progress } from '../../base/progress.js';
import { type Tile, tileSheet } from '../../drawing/tile-sheet.js';
import type { Camera } from '../../geometry/camera.js';
import { boundsOf } from '../../geometry/mesh/area-and-volume.js';
import { applyRigid, type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  rotateVector,
} from '../../geometry/rotations.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { readGraspSet } from '../../grasps/set/grasp-set.js';
import {
  findGraspSource,
  type GraspSource,
  handOfSet,
  objectsOfSet,
} from '../../grasps/set/grasp-set-source.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { ConditionScene } from '../../render/maps/condition-scene.js';
import { ForearmStub } from '../../render/maps/forearm-stub.js';
import { CONDITION_MAPS, renderConditionMaps } from '../../render/maps/render-condition-maps.js';

export interface ObjectSheetOptions extends Partial<GraspSource> {
  /** Pixels of a map. */
  size?: number;
  /** A PNG, or a WebP, which is small enough for a page. */
  output: string;
  progress: Progress;
  signal: AbortSignal;
}

export const OBJECT_SHEET_DEFAULTS = { size: 112 } as const;

/** Metres between the camera and what it looks at. */
const DISTANCE = 0.7;

/**
 * Draws a sheet to check condition maps by: a row for each object of sets of grasps, in its best grasp. Six
 * columns from where most of hand and object is seen (texture, normal, depth, segmentation, skeleton, and
 * texture with a forearm), two from the opposite side (texture and normal). An object of several sets is
 * drawn once, from the first.
 *
 * @returns names of the objects, in the order of the rows
 */
export async function renderObjectSheet(
  directories: readonly string[],
  options: ObjectSheetOptions,
): Promise<string[]> {
  const { size = OBJECT_SHEET_DEFAULTS.size, output, progress, signal } = options;
  if (!Number.isInteger(size) || size < 16)
    throw new InputError(`size: expected at least 16 pixels, found ${size}`);
  const task = progress.begin('objects', directories.length, 'sets');
  const rows = new Map<string, Tile[]>();
  for (const directory of directories) {
    const folder = resolve(directory);
    const { manifest, records } = readGraspSet(folder);
    const source = findGraspSource(folder, options);
    const hand = handOfSet(manifest, source);
    const forearm = new ForearmStub(hand);
    const names = manifest.objects.map(({ name }) => name).filter((name) => !rows.has(name));
    for (const { model } of await objectsOfSet(manifest, source, names)) {
      stopIfAborted(signal);
      const grasp = bestGrasp(records.filter(({ object }) => object.name === model.name));
      if (grasp !== null) rows.set(model.name, rowOf(hand, model, grasp, forearm, size));
      await new Promise((done) => setImmediate(done));
    }
    task.advance();
  }
  task.end();
  if (rows.size === 0)
    throw new InputError(`${directories.join(', ')}: no grasps in there; expected at least one`);
  const drawn = [...rows.keys()].sort();
  const png = await tileSheet(
    drawn.map((name) => rows.get(name) as Tile[]),
    size,
  );
  const bytes = output.endsWith('.webp') ? await sharp(png).webp({ quality: 70 }).toBuffer() : png;
  await writeFileAtomic(resolve(output), bytes);
  return drawn;
}

function rowOf(
  hand: HandModel,
  model: ObjectModel,
  grasp: GraspRecord,
  forearm: ForearmStub,
  size: number,
): Tile[] {
  const views = Array.from({ length: VIEWS }, (_, k) => ({ turn: turnOf(k) })).map(({ turn }) => {
    const scene = sceneOf(hand, model, grasp, turn, size);
    return { turn, scene, seen: leastSeen(scene) };
  });
  const { turn, scene } = views.reduce((a, b) => (b.seen > a.seen ? b : a));
  const behind = sceneOf(hand, model, grasp, multiplyMatrices(HALF_TURN, turn), size);
  const front = renderConditionMaps(scene, { maps: CONDITION_MAPS, samples: SAMPLES });
  const back = renderConditionMaps(behind, { maps: ['texture', 'normal'], samples: SAMPLES });
  const { hand: bare } = scene;
  const arm = forearm.mesh(bare.vertices, rootTurned(grasp.pose, turn), bare.joints);
  const armed = { ...scene, hand: { ...bare, forearm: arm } };
  const withArm = renderConditionMaps(armed, { maps: ['texture'], samples: SAMPLES });
  return [
    front.texture,
    front.normal,
    front.depth,
    front.segmentation,
    front.skeleton,
    withArm.texture,
    back.texture,
    back.normal,
  ].map((pixels) => ({ size, pixels: pixels as Uint8Array }));
}

const SAMPLES = 3;
const VIEWS = 24;
const HALF_TURN = axisAngleToMatrix([0, Math.PI, 0]);

/** Turns that look from all sides; the object's z axis points up in those of the middle height. */
function turnOf(k: number): Float64Array {
  const around = axisAngleToMatrix([0, 0, (k % 8) * (Math.PI / 4)]);
  const height = (Math.floor(k / 8) - 1) * (Math.PI / 5);
  return multiplyMatrices(axisAngleToMatrix([Math.PI / 2 + height, 0, 0]), around);
}

interface PosedScene extends ConditionScene {
  hand: { vertices: Float32Array; faces: Uint32Array; joints: Float32Array };
}

/** The grasp turned in front of a camera that sees all of it. */
function sceneOf(
  hand: HandModel,
  model: ObjectModel,
  grasp: GraspRecord,
  turn: Float64Array,
  size: number,
): PosedScene {
  const { vertices, joints } = decodeHands(hand, grasp.pose, grasp.betas, grasp.translation);
  const { low, high } = boundsOf([...vertices, ...model.vertices]);
  const middle = low.map((value, k) => (value + high[k]) / 2);
  const shift = rotateVector(turn, middle);
  const cameraFromObject: RigidMotion = rigid(turn, [-shift[0], -shift[1], DISTANCE - shift[2]]);
  const moved = applyRigid(cameraFromObject, vertices);
  const extent = Math.max(reach(moved), reach(applyRigid(cameraFromObject, model.vertices)));
  const focal = (0.47 * size) / extent;
  const camera: Camera = {
    fx: focal,
    fy: focal,
    cx: (size - 1) / 2,
    cy: (size - 1) / 2,
    width: size,
    height: size,
  };
  return {
    camera,
    hand: {
      vertices: moved,
      faces: closedFaces(hand),
      joints: applyRigid(cameraFromObject, joints),
    },
    objects: [{ model, cameraFromObject }],
  };
}

/** How far from the middle of a picture points are seen with a focal length of 1. */
function reach(points: Float32Array): number {
  let most = 0;
  for (let i = 0; i < points.length; i += 3) {
    most = Math.max(most, Math.abs(points[i] / points[i + 2]), Math.abs(points[i + 1] / points[i + 2]));
  }
  return most;
}

/** Pixels of the hand or of the object, whichever shows less. */
function leastSeen(scene: ConditionScene): number {
  const { segmentation = [] } = renderConditionMaps(scene, { maps: ['segmentation'] });
  const counts = [0, 0];
  for (let i = 0; i < segmentation.length; i += 3) {
    for (const k of [0, 1]) if (segmentation[i + k] > 0) counts[k]++;
  }
  return Math.min(...counts);
}

function rootTurned(pose: ArrayLike<number>, turn: Float64Array): Float32Array {
  const turned = Float32Array.from(pose);
  turned.set(matrixToAxisAngle(multiplyMatrices(turn, axisAngleToMatrix(pose))));
  return turned;
}

/** Holding before valid before others, then by energy. */
function bestGrasp(records: readonly GraspRecord[]): GraspRecord | null {
  const rank = ({ holding, valid }: GraspRecord) => (holding ? 0 : valid ? 1 : 2);
  const better = (a: GraspRecord, b: GraspRecord) => rank(a) - rank(b) || a.energyAfter - b.energyAfter;
  return records.length === 0 ? null : records.reduce((a, b) => (better(b, a) < 0 ? b : a));
}
