import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Random } from '@handbooster/torch/random';
import sharp from 'sharp';
import { syncTree } from '../../base/files/atomic-write.js';
import { temporaryName } from '../../base/files/temporary-name.js';
import { dexYcbPaths } from '../../datasets/dexycb/dexycb-layout.js';
import type { DexYcbWriter } from '../../datasets/dexycb/dexycb-writer.js';
import { projectPoints } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { applyRigid, composeRigid, identityRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { Photographer } from '../camera/photograph.js';
import type { Sensor } from '../camera/sensor.js';
import { stageSequence } from '../motion/sequence-scene.js';
import { captureSubjects, type Subject } from '../people/subjects.js';
import { cameraRig, RIG_SERIALS, type RigCamera } from '../plan/camera-rig.js';
import { extrinsicsOf, masterView, type SequencePlan } from '../plan/capture-plan.js';
import { aroundMaps, RoomLight } from '../rooms/room-light.js';
import { meanTableColor } from '../rooms/room-view.js';
import { RoomViews } from '../rooms/room-views.js';
import { captureRooms, type Room } from '../rooms/rooms.js';
import type { ShadowMap } from '../rooms/shadow-map.js';
import type { SceneThing } from '../surfaces/surface.js';
import type { CaptureWorld } from './capture-world.js';
import { meteredSensor } from './metered-sensor.js';
import { millimetres } from './millimetres.js';
import { People } from './people.js';
import { PlacedObjects } from './placed-objects.js';
import { WildRecorder } from './record-wild.js';
import { seenFrom } from './seen-from.js';
import { tableFromRest } from './table-from-rest.js';

/**
 * What is written of one picture; the arrays are used again for the next moment's picture of the same place
 * in the list.
 */
interface PictureMemory {
  color: Uint8Array;
  depth: Uint16Array;
  segmentation: Uint8Array;
}

/** Records sequences, one after another; keeps what they share (paint, surfaces, working memory). */
export class Recorder {
  readonly #world: CaptureWorld;
  readonly #writer: DexYcbWriter;
  readonly #subjects: Subject[];
  readonly #rooms: Room[];
  readonly #photographer = new Photographer();
  readonly #shadowDetail: number;
  readonly #aroundMaps: readonly ShadowMap[];
  readonly #views = new RoomViews();
  readonly #memory: PictureMemory[] = [];
  readonly #people: People;
  readonly #objects: PlacedObjects;

  readonly #wild: WildRecorder | null;
  readonly #shared: boolean;

  /** @param shared other processes may record the same sequences at the same time */
  constructor(world: CaptureWorld, writer: DexYcbWriter, shared = false) {
    this.#shared = shared;
    this.#world = world;
    this.#writer = writer;
    this.#objects = new PlacedObjects(world.objects.map(({ model }) => model));
    this.#subjects = captureSubjects(world.options.seed, world.options.subjects);
    this.#people = new People(world.hands, this.#subjects);
    this.#rooms = captureRooms(world.options.seed, world.options.rooms);
    this.#shadowDetail = Math.min(1, Math.max(0.6, world.options.width / 640));
    this.#aroundMaps = aroundMaps(this.#shadowDetail);
    const { wild } = world.options;
    const kept = { people: this.#people, placed: this.#objects, subjects: this.#subjects };
    this.#wild =
      wild === null ? null : new WildRecorder({ ...world, ...kept, wild, around: this.#aroundMaps }, writer);
    // One thread a worker: more would only fight over the cores (and never change a byte).
    sharp.concurrency(1);
  }

  /**
   * Photographs a sequence from all its cameras and writes it. It gets its name when it is whole: until then
   * it lies in a hidden folder beside, which no reader looks into, and which is made anew after a stop.
   */
  async record(plan: SequencePlan): Promise<void> {
    const { root } = this.#writer;
    // Another process that records the same sequence has a folder of its own.
    const unfinished = this.#shared ? temporaryName(`.${plan.name}`) : `.${plan.name}`;
    const folder = dexYcbPaths.sequence(root, plan.subjectFolder, unfinished);
    await rm(folder, { recursive: true, force: true });
    await (this.#wild ?? this).write({ ...plan, name: unfinished });
    // A sequence that has its name is taken for whole, after a power cut, too.
    await syncTree(folder);
    const final = dexYcbPaths.sequence(root, plan.subjectFolder, plan.name);
    if (existsSync(dexYcbPaths.meta(root, plan.subjectFolder, plan.name))) {
      await rm(folder, { recursive: true, force: true });
      return;
    }
    await rm(final, { recursive: true, force: true });
    await rename(folder, final).catch(async (error: NodeJS.ErrnoException) => {
      // The other one was faster: the same bytes.
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
      await rm(folder, { recursive: true, force: true });
    });
  }

  /** Photographs a sequence at a table and writes it where `plan` says. */
  async write(plan: SequencePlan): Promise<void> {
    const { options, hands, objects, grasps } = this.#world;
    const subject = this.#subjects[plan.subject];
    const scene = stageSequence(plan, options, hands.right, subject, objects, grasps);
    const rig = cameraRig(options.seed, plan.subject, options.width, options.height);
    const master = rig[masterView(plan)].cameraFromTable;
    const model = hands[plan.side];
    const random = new Random(options.seed, 'capture', plan.item, 'pictures');
    const quality = Math.round(random.uniform(options.jpegQuality[0], options.jpegQuality[1]));
    const { skin, arm, coarseHand } = this.#people.of(plan.subject, plan.side);
    const wrist = decodeHands(model, new Float32Array(48), subject.betas).joints.slice(0, 3);
    const shoulder =
      plan.side === 'left' ? [-subject.shoulder[0], ...subject.shoulder.slice(1)] : subject.shoulder;
    const room = this.#rooms[plan.room];
    const light = new RoomLight(room, this.#shadowDetail, this.#aroundMaps);
    const tableColor = meanTableColor(room);
    const cameras = plan.views.map((view) => {
      const own = random.fork('view', view);
      return {
        rig: rig[view],
        view: this.#views.of(room, plan.subject, rig[view], light.table.open),
        random: own,
        sensor: null as Sensor | null,
      };
    });
    for (const [frame, moment] of scene.frames.entries()) {
      const hand = decodeHands(model, moment.pose, subject.betas, moment.translation);
      const handMesh: Mesh = { vertices: hand.vertices, faces: model.faces };
      skin.setNormals(vertexNormals(handMesh));
      const things: SceneThing[] = [
        {
          mesh: handMesh,
          surface: skin,
          tableFromSurface: identityRigid(),
          label: 255,
          caster: { lamp: handMesh, around: coarseHand.of(hand.vertices), cull: 'back' },
        },
        ...scene.objects.map((index, i) => this.#objects.at(index, moment.objectPoses[i])),
        ...arm.pose(tableFromRest(moment, wrist), shoulder),
      ];
      const casters = things.flatMap(({ caster }) => caster ?? []);
      light.update(casters);
      this.#photographer.begin(things, light, tableColor);
      const written: Promise<void>[] = [];
      for (const [index, camera] of cameras.entries()) {
        const { cameraFromTable, camera: lens, serial } = camera.rig;
        const picture = this.#photographer.take(camera.view, camera.rig);
        camera.sensor ??= meteredSensor(camera.random.fork('sensor'), picture.light, light, options.width);
        const { color, depth, segmentation } = this.#memoryOf(index, lens);
        segmentation.set(picture.segmentation);
        if (options.depth) millimetres(picture.depth, depth);
        camera.sensor.expose(picture.light, lens.width, lens.height, camera.random.fork(frame), color);
        const joints = applyRigid(cameraFromTable, hand.joints);
        written.push(
          this.#encode(color, lens, quality).then((jpeg) =>
            this.#writer.writeFrame(
              { subject: plan.subjectFolder, name: plan.name, side: plan.side },
              serial,
              frame,
              { width: lens.width, height: lens.height },
              {
                color: { jpeg },
                depth: options.depth ? depth : null,
                segmentation,
                hand: {
                  ...seenFrom(cameraFromTable, moment, wrist),
                  joints,
                  joints2d: projectPoints(lens, joints),
                },
                objectPoses: moment.objectPoses.map((pose) => composeRigid(cameraFromTable, pose)),
              },
            ),
          ),
        );
      }
      await Promise.all(written);
    }
    await this.#writer.writeSequence({
      subject: plan.subjectFolder,
      name: plan.name,
      side: plan.side,
      handCalibration: plan.subjectFolder,
      extrinsics: extrinsicsOf(plan.subjectFolder, masterView(plan)),
      serials: plan.views.map((view) => RIG_SERIALS[view]),
      objects: scene.objects.map((index) => objects[index].model.id),
      grasped: 0,
      hand: scene.frames.map((moment) => seenFrom(master, moment, wrist)),
      objectPoses: scene.frames.map((moment) => moment.objectPoses.map((pose) => composeRigid(master, pose))),
    });
  }

  /** Memory of the picture of a moment that is `index`th; pictures of a moment are written side by side. */
  #memoryOf(index: number, { width, height }: RigCamera['camera']): PictureMemory {
    const count = width * height;
    this.#memory[index] ??= {
      color: new Uint8Array(count * 3),
      depth: new Uint16Array(count),
      segmentation: new Uint8Array(count),
    };
    return this.#memory[index];
  }

  #encode(color: Uint8Array, { width, height }: RigCamera['camera'], quality: number): Promise<Uint8Array> {
    return sharp(color, { raw: { width, height, channels: 3 } })
      .jpeg({ quality, optimizeCoding: false })
      .toBuffer();
  }
}
