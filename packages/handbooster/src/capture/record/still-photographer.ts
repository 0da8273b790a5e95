import { Random } from '@handbooster/torch/random';
import sharp from 'sharp';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';
import {
  applyRigid,
  composeRigid,
  identityRigid,
  invertRigid,
  rotationOf,
} from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  rotateVector,
  transposeMatrix,
} from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { Photographer } from '../camera/photograph.js';
import { captureSubjects, type Subject } from '../people/subjects.js';
import { cameraRig, type RigCamera } from '../plan/camera-rig.js';
import { aroundMaps, RoomLight } from '../rooms/room-light.js';
import { meanTableColor, viewRoom } from '../rooms/room-view.js';
import { captureRooms, type Room } from '../rooms/rooms.js';
import type { SceneThing } from '../surfaces/surface.js';
import { meteredSensor } from './metered-sensor.js';
import { People } from './people.js';
import { PlacedObjects } from './placed-objects.js';
import { tableFromRest } from './table-from-rest.js';

/** Metres between the table and the lowest point of what floats over it. */
const CLEARANCE = 0.004;

/** Which capture's people, rooms and cameras a picture is taken with. */
export interface StillWorld {
  seed: number;
  width: number;
  height: number;
  subjects: number;
  rooms: number;
  jpegQuality: readonly [number, number];
  hand: HandModel;
  objects: readonly ObjectModel[];
}

/** One right hand with what it holds, as one camera of a capture is to see it. */
export interface Still {
  /** Names its random numbers. */
  id: string;
  /** Index of the person; the hand has that person's shape. */
  subject: number;
  /** Index of the person whose cameras are taken, and of the camera. */
  session: number;
  view: number;
  /** (48) and (3) in the camera's frame. */
  pose: Float32Array;
  translation: Float32Array;
  /** Ids of the objects, and the camera's frame from each one's. */
  objects: readonly { id: number; pose: RigidMotion }[];
  /** (9) turn in the camera's frame, away from how the person holds the hand: arm and shoulder go along. */
  turn: ArrayLike<number>;
}

export interface StillPicture {
  /** (H, W, 3) after the camera's JPEG. */
  pixels: Uint8Array;
  /** (H, W) 255 on the hand, an object's id on it, 0 elsewhere. */
  segmentation: Uint8Array;
}

/**
 * Photographs single poses as the simulated capture photographs its sequences: the same people, rooms, light,
 * lens and noise. A pose that would reach into the table is photographed over a lower one, so that the
 * picture's geometry is exactly the label's.
 */
export class StillPhotographer {
  readonly #world: StillWorld;
  readonly #subjects: Subject[];
  readonly #rooms: Room[];
  readonly #people: People;
  readonly #objects: PlacedObjects;
  readonly #photographer = new Photographer();
  readonly #detail: number;
  readonly #around: ReturnType<typeof aroundMaps>;

  constructor(world: StillWorld) {
    this.#world = world;
    this.#subjects = captureSubjects(world.seed, world.subjects);
    this.#rooms = captureRooms(world.seed, world.rooms);
    this.#people = new People({ right: world.hand, left: world.hand }, this.#subjects);
    this.#objects = new PlacedObjects(world.objects);
    this.#detail = Math.min(1, Math.max(0.6, world.width / 640));
    this.#around = aroundMaps(this.#detail);
  }

  async take(still: Still): Promise<StillPicture> {
    const { seed, width, height, hand: model, jpegQuality } = this.#world;
    const random = new Random(seed, 'still', still.id);
    const subject = this.#subjects[still.subject];
    const room = random.choice(this.#rooms);
    const seen = decodeHands(model, still.pose, subject.betas, still.translation);
    const rig = this.#rigOver(still, seen.vertices);
    const { tableFromCamera } = rig;
    const vertices = applyRigid(tableFromCamera, seen.vertices);
    const { skin, arm, coarseHand } = this.#people.of(still.subject, 'right');
    const mesh = { vertices, faces: model.faces };
    skin.setNormals(vertexNormals(mesh));
    const things: SceneThing[] = [
      {
        mesh,
        surface: skin,
        tableFromSurface: identityRigid(),
        label: 255,
        caster: { lamp: mesh, around: coarseHand.of(vertices), cull: 'back' },
      },
      ...still.objects.map(({ id, pose }) =>
        this.#objects.at(this.#indexOf(id), composeRigid(tableFromCamera, pose)),
      ),
      ...this.#arm(still, rig, subject, arm),
    ];
    const light = new RoomLight(room, this.#detail, this.#around);
    light.update(things.flatMap(({ caster }) => caster ?? []));
    this.#photographer.begin(things, light, meanTableColor(room));
    const picture = this.#photographer.take(viewRoom(room, rig, light.table.open), rig);
    const segmentation = picture.segmentation.slice();
    const sensor = meteredSensor(random.fork('sensor'), picture.light, light, width);
    const color = sensor.expose(picture.light, width, height, random.fork('noise'));
    const quality = Math.round(random.uniform(jpegQuality[0], jpegQuality[1]));
    const jpeg = await sharp(color, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
    return { pixels: Uint8Array.from(await sharp(jpeg).raw().toBuffer()), segmentation };
  }

  #indexOf(id: number): number {
    const index = this.#world.objects.findIndex((object) => object.id === id);
    if (index < 0) throw new RangeError(`still: there is no object ${id}`);
    return index;
  }

  /** The camera, lifted with all it sees where something would reach into the table. */
  #rigOver(still: Still, hand: Float32Array): RigCamera {
    const { seed, width, height, objects } = this.#world;
    const rig = cameraRig(seed, still.session, width, height)[still.view];
    const lowest = (points: Float32Array) => {
      let low = Number.POSITIVE_INFINITY;
      for (let i = 2; i < points.length; i += 3) low = Math.min(low, points[i]);
      return low;
    };
    const low = Math.min(
      lowest(applyRigid(rig.tableFromCamera, hand)),
      ...still.objects.map(({ id, pose }) =>
        lowest(applyRigid(composeRigid(rig.tableFromCamera, pose), objects[this.#indexOf(id)].vertices)),
      ),
    );
    const tableFromCamera = Float64Array.from(rig.tableFromCamera);
    tableFromCamera[11] += Math.max(0, CLEARANCE - low);
    return { ...rig, tableFromCamera, cameraFromTable: invertRigid(tableFromCamera) };
  }

  #arm(still: Still, { tableFromCamera }: RigCamera, subject: Subject, arm: ReturnType<People['of']>['arm']) {
    const model = this.#world.hand;
    const rest = decodeHands(model, new Float32Array(48), subject.betas).joints.slice(0, 3);
    const turned = rotationOf(tableFromCamera);
    const pose = still.pose.slice();
    pose.set(matrixToAxisAngle(multiplyMatrices(turned, axisAngleToMatrix(still.pose))));
    const wrist = applyRigid(
      tableFromCamera,
      Float32Array.from(rest, (value, k) => value + still.translation[k]),
    );
    const moment = { pose, translation: wrist.map((value, k) => value - rest[k]) };
    // The shoulder turns about the wrist as the hand does, so that the wrist bends as it did.
    const turn = multiplyMatrices(multiplyMatrices(turned, still.turn), transposeMatrix(turned));
    const offset = rotateVector(
      turn,
      subject.shoulder.map((value, k) => value - wrist[k]),
    );
    const shoulder = wrist.map((value, k) => value + offset[k]);
    return arm.pose(tableFromRest(moment, rest), shoulder);
  }
}
