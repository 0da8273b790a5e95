import { Random } from '@handbooster/torch/random';
import sharp from 'sharp';
import type { DexYcbWriter } from '../../datasets/dexycb/dexycb-writer.js';
import { projectPoints } from '../../geometry/camera.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { applyRigid, composeRigid, identityRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handFrame } from '../../hand/hand-frame.js';
import { jointLimits } from '../../hand/joint-limits.js';
import { Photographer } from '../camera/photograph.js';
import { type SceneFrame, stageSequence } from '../motion/sequence-scene.js';
import type { Subject } from '../people/subjects.js';
import { cameraRig, RIG_SERIALS, type RigCamera } from '../plan/camera-rig.js';
import { extrinsicsOf, masterView, type SequencePlan } from '../plan/capture-plan.js';
import type { WildOptions } from '../plan/wild-options.js';
import { RoomLight } from '../rooms/room-light.js';
import { meanTableColor, type RoomView, viewRoom } from '../rooms/room-view.js';
import type { Room } from '../rooms/rooms.js';
import type { ShadowMap } from '../rooms/shadow-map.js';
import type { SceneThing } from '../surfaces/surface.js';
import { backdrop } from '../wild/backdrop.js';
import { changeSpectrum } from '../wild/change-spectrum.js';
import { camerasBeside, composeShot, type WildShot } from '../wild/compose-shot.js';
import { freePose } from '../wild/free-pose.js';
import { hideBehindLeaves } from '../wild/hide-behind-leaves.js';
import { smear } from '../wild/smear.js';
import { wildRooms } from '../wild/wild-rooms.js';
import { wildSensor } from '../wild/wild-sensor.js';
import type { CaptureWorld } from './capture-world.js';
import { millimetres } from './millimetres.js';
import type { People } from './people.js';
import type { PlacedObjects } from './placed-objects.js';
import { seenFrom } from './seen-from.js';
import { tableFromRest } from './table-from-rest.js';

/** A backdrop is this far away, metres. */
const FAR = 10;
/** Point of the rig's frame that all its cameras look at. */
const TARGET = [0, 0, 0.07];

export interface WildWorld extends CaptureWorld {
  wild: WildOptions;
  people: People;
  placed: PlacedObjects;
  subjects: readonly Subject[];
  /** Shadow maps of the light from around, free to be used. */
  around: readonly ShadowMap[];
}

/**
 * Records sequences of which every moment stands by itself: a free hand or a grasp, in a light, before a
 * backdrop and at a place of its own. Where several cameras record a sequence they stand to each other as
 * those of the rig do.
 */
export class WildRecorder {
  readonly #world: WildWorld;
  readonly #writer: DexYcbWriter;
  readonly #rooms: Room[];
  readonly #photographer = new Photographer();

  constructor(world: WildWorld, writer: DexYcbWriter) {
    this.#world = world;
    this.#writer = writer;
    this.#rooms = wildRooms(world.options.seed, world.wild);
  }

  /** Photographs a sequence and writes it where `plan` says. */
  async write(plan: SequencePlan): Promise<void> {
    const { options, wild, hands, objects, grasps, subjects } = this.#world;
    const subject = subjects[plan.subject];
    const model = hands[plan.side];
    const rig = cameraRig(options.seed, plan.subject, options.width, options.height, wild.focal);
    const views = plan.views.map((view) => rig[view]);
    const frame = handFrame(model);
    const limits = jointLimits(model);
    const wrist = decodeHands(model, new Float32Array(48), subject.betas).joints.slice(0, 3);
    const shown = { ...plan, bystanders: [] };
    let staged: readonly SceneFrame[] | null = null as readonly SceneFrame[] | null;
    const shots: (WildShot & { masterFromTable: Float64Array; free: boolean })[] = [];
    for (let index = 0; index < plan.frames; index++) {
      const random = new Random(options.seed, 'wild', plan.item, index);
      const free = random.uniform() < wild.freeShare;
      if (!free) staged ??= stageSequence(shown, options, hands.right, subject, objects, grasps).frames;
      const moment: SceneFrame =
        free || staged === null
          ? { pose: freePose(random, limits), translation: new Float32Array(3), objectPoses: [] }
          : staged[index];
      const middle = views.length > 1 ? applyRigid(views[0].cameraFromTable, TARGET) : null;
      const shot = composeShot(
        random.fork('shot'),
        { model, frame, betas: subject.betas },
        moment,
        views[0].camera,
        wild,
        middle,
      );
      const cameras = camerasBeside(shot.tableFromCamera, views);
      await this.#photograph(
        plan,
        index,
        shot,
        views.map((own, k) => ({ ...own, ...cameras[k] })),
        wrist,
      );
      shots.push({ ...shot, masterFromTable: cameras[0].cameraFromTable, free });
    }
    const placed = ({ masterFromTable, moment }: (typeof shots)[number]) =>
      moment.objectPoses.length === 0
        ? [null]
        : moment.objectPoses.map((own) => composeRigid(masterFromTable, own));
    await this.#writer.writeSequence({
      subject: plan.subjectFolder,
      name: plan.name,
      side: plan.side,
      handCalibration: plan.subjectFolder,
      extrinsics: extrinsicsOf(plan.subjectFolder, masterView(plan)),
      serials: plan.views.map((view) => RIG_SERIALS[view]),
      objects: [objects[plan.object].model.id],
      grasped: 0,
      hand: shots.map(({ masterFromTable, moment }) => seenFrom(masterFromTable, moment, wrist)),
      objectPoses: shots.map(placed),
    });
  }

  /** Takes and writes the pictures of one moment. */
  async #photograph(
    plan: SequencePlan,
    index: number,
    shot: WildShot,
    rigs: readonly RigCamera[],
    wrist: Float32Array,
  ): Promise<void> {
    const { options, wild, hands, people, placed, subjects, around } = this.#world;
    const { moment } = shot;
    const model = hands[plan.side];
    const subject = subjects[plan.subject];
    const random = new Random(options.seed, 'wild-picture', plan.item, index);
    const { skin, arm, coarseHand } = people.of(plan.subject, plan.side);
    const hand = decodeHands(model, moment.pose, subject.betas, moment.translation);
    const mesh = { vertices: hand.vertices, faces: model.faces };
    skin.setNormals(vertexNormals(mesh));
    const things: SceneThing[] = [
      {
        mesh,
        surface: skin,
        tableFromSurface: identityRigid(),
        label: 255,
        caster: { lamp: mesh, around: coarseHand.of(hand.vertices), cull: 'back' },
      },
      ...moment.objectPoses.map((pose) => placed.at(plan.object, pose)),
      ...arm.pose(tableFromRest(moment, wrist), shot.shoulder, false),
    ];
    const room = random.choice(this.#rooms);
    const light = new RoomLight(room, Math.min(1, Math.max(0.6, options.width / 640)), around);
    light.update(things.flatMap(({ caster }) => caster ?? []));
    this.#photographer.begin(things, light, meanTableColor(room));
    for (const [k, rig] of rigs.entries()) {
      const own = random.fork('view', plan.views[k]);
      const { camera } = rig;
      const { width, height } = camera;
      const view =
        own.uniform() < wild.roomShare
          ? viewRoom(room, rig, light.table.open)
          : backdropView(own.fork('backdrop'), width, height, light);
      const picture = this.#photographer.take(view, rig);
      const segmentation = picture.segmentation.slice();
      const depth = options.depth ? new Uint16Array(width * height) : null;
      if (depth !== null) millimetres(picture.depth, depth);
      const jpeg = await this.#expose(own, picture.light, segmentation, width, brightnessOf(light));
      const joints = applyRigid(rig.cameraFromTable, hand.joints);
      await this.#writer.writeFrame(
        { subject: plan.subjectFolder, name: plan.name, side: plan.side },
        rig.serial,
        index,
        { width, height },
        {
          color: { jpeg },
          depth,
          segmentation,
          hand: {
            ...seenFrom(rig.cameraFromTable, moment, wrist),
            joints,
            joints2d: projectPoints(camera, joints),
          },
          objectPoses:
            moment.objectPoses.length === 0
              ? [null]
              : moment.objectPoses.map((pose) => composeRigid(rig.cameraFromTable, pose)),
        },
      );
    }
  }

  /** From light to a JPEG of any camera, with all that spoils a picture on the way. */
  async #expose(
    random: Random,
    light: Float32Array,
    segmentation: Uint8Array,
    width: number,
    brightness: number,
  ): Promise<Uint8Array> {
    const { wild } = this.#world;
    const height = segmentation.length / width;
    if (random.uniform() < wild.occluderShare) {
      hideBehindLeaves(random.fork('leaves'), light, segmentation, width, brightness, wild.hiddenShare);
    }
    const sensor = wildSensor(random.fork('sensor'), light, wild);
    const moved = random.uniform() < wild.motionShare;
    const [length, angle] = [random.uniform(...wild.motion), random.uniform(0, Math.PI)];
    const seen = moved ? smear(light, width, length, angle) : light;
    let color = sensor.expose(seen, width, height, random.fork('noise'));
    if (random.uniform() < wild.spectrumShare) {
      color = changeSpectrum(random.fork('spectrum'), color, width, wild.spectrum);
    }
    const raw = (w: number, h: number) => ({ raw: { width: w, height: h, channels: 3 as const } });
    const quality = Math.round(random.uniform(...wild.jpegQuality));
    const low = random.uniform() < wild.lowShare ? random.uniform(...wild.resolution) : 1;
    if (low < 1) {
      const [w, h] = [Math.max(8, Math.round(width * low)), Math.max(8, Math.round(height * low))];
      const small = await sharp(color, raw(width, height)).resize(w, h, { fit: 'fill' }).raw().toBuffer();
      const kernel = random.choice(['cubic', 'linear', 'nearest'] as const);
      color = Uint8Array.from(
        await sharp(small, raw(w, h)).resize(width, height, { fit: 'fill', kernel }).raw().toBuffer(),
      );
    }
    return sharp(color, raw(width, height)).jpeg({ quality, optimizeCoding: false }).toBuffer();
  }
}

/** Light on a white thing in the open, grey. */
const brightnessOf = ({ table }: RoomLight) =>
  0.3 * table.open[0] + 0.59 * table.open[1] + 0.11 * table.open[2];

/** A backdrop in about the light that is in the room. */
function backdropView(random: Random, width: number, height: number, light: RoomLight): RoomView {
  const paint = backdrop(random.fork('paint'), width, height);
  const gain = random.uniform(0.35, 1.5);
  const { open } = light.table;
  const grey = brightnessOf(light);
  const tint = [0, 1, 2].map((c) => gain * (0.5 * open[c] + 0.5 * grey));
  return {
    light: paint.map((value, i) => value * tint[i % 3]),
    paint: new Float32Array(0),
    depth: new Float32Array(width * height).fill(FAR),
    table: new Uint8Array(width * height),
  };
}
