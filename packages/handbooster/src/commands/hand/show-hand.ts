import { resolve } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { fromAnatomical, jointLimits } from '../../hand/joint-limits.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import { FINGERS, type Finger } from '../../hand/model/hand-skeleton.js';
import { drawHand, type HandView } from './draw-hand.js';
import { fingerJoint, type HandSizes, measureHand } from './measure-hand.js';

/** How far along each shape direction is looked, standard deviations. */
const REACH = 2;
const TILE = 124;
const CAPTION = 14;

/** A hand in some shape or pose, by name. */
interface NamedHand {
  name: string;
  betas: Float32Array;
  pose: Float32Array;
}

/** The hand model that `hand show` measures, by name. @throws InputError where there is none of that name */
export function openHand(name: string, side: HandSide): HandModel {
  return handByName(name, side);
}

/** The hand at rest, and at both ends of each shape direction, measured. */
export function shapeTable(model: HandModel): { name: string; sizes: HandSizes }[] {
  return [plainHand, ...shapes().flat()].map(({ name, betas }) => ({
    name,
    sizes: measureHand(model, betas),
  }));
}

/** Volume of the hand in some bends within the joints' limits, cubic centimetres. */
export function bendTable(model: HandModel): { name: string; volume: number; withoutOffsets: number }[] {
  const blended = { ...model, poseDirections: new Float32Array(model.poseDirections.length) };
  return [plainHand, ...bends(model)].map(({ name, pose }) => ({
    name,
    volume: measureHand(model, undefined, pose).volume,
    withoutOffsets: measureHand(blended, undefined, pose).volume,
  }));
}

/** Draws all of these side by side: shapes from the back and from the thumb's side, then bends from there. */
export async function drawHandSheet(model: HandModel, output: string): Promise<void> {
  const ends = shapes();
  const low = ends.map(([hand]) => hand);
  const high = ends.map(([, hand]) => hand);
  const rows: { hands: NamedHand[]; view: HandView }[] = [
    { hands: low, view: 'back' },
    { hands: high, view: 'back' },
    { hands: low, view: 'thumb' },
    { hands: high, view: 'thumb' },
    { hands: [plainHand, ...bends(model)].slice(0, 10), view: 'thumb' },
    { hands: [plainHand, ...bends(model)].slice(0, 10), view: 'palm' },
  ];
  const width = 10 * TILE;
  const pieces = rows.flatMap(({ hands, view }, row) =>
    hands.map(({ name, betas, pose }, column) => ({
      name,
      pixels: drawHand(model, decodeHands(model, pose, betas).vertices, view, TILE),
      left: column * TILE,
      top: row * (TILE + CAPTION),
    })),
  );
  const words = pieces.map(
    ({ name, left, top }) =>
      `<text x="${left + 4}" y="${top + TILE + 10}" font-family="sans-serif" font-size="9.5" fill="#333">${name}</text>`,
  );
  const height = rows.length * (TILE + CAPTION);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${words.join('')}</svg>`;
  const raw = { width: TILE, height: TILE, channels: 3 as const };
  const sheet = sharp({ create: { width, height, channels: 3, background: '#f5f5f2' } })
    .composite([
      ...pieces.map(({ pixels, left, top }) => ({ input: Buffer.from(pixels), raw, left, top })),
      { input: Buffer.from(svg), left: 0, top: 0 },
    ])
    .png({ compressionLevel: 9 });
  const png = await sheet.toBuffer();
  const webp = output.endsWith('.webp');
  await writeFileAtomic(resolve(output), webp ? await sharp(png).webp({ quality: 85 }).toBuffer() : png);
}

const plainHand: NamedHand = { name: 'rest', betas: new Float32Array(10), pose: new Float32Array(48) };

/** Both ends of each direction. */
function shapes(): [NamedHand, NamedHand][] {
  return Array.from({ length: 10 }, (_, direction) => {
    const end = (amount: number): NamedHand => {
      const betas = new Float32Array(10);
      betas[direction] = amount;
      return { ...plainHand, name: `beta ${direction}: ${amount > 0 ? '+' : '-'}${REACH}`, betas };
    };
    return [end(-REACH), end(REACH)] as [NamedHand, NamedHand];
  });
}

/** Angles of flexion in degrees of the three joints of the fingers. */
type Bends = Partial<Record<Finger, readonly [number, number, number]>>;

function bends(model: HandModel): NamedHand[] {
  const all = (...angles: readonly [number, number, number]): Bends =>
    Object.fromEntries(FINGERS.slice(1).map((finger) => [finger, angles]));
  const limits = jointLimits(model);
  const named: [string, Bends][] = [
    ['knuckles 45', all(45, 0, 0)],
    ['knuckles 90', all(90, 0, 0)],
    ['middle joints 50', all(0, 50, 0)],
    ['middle joints 100', all(0, 100, 0)],
    ['end joints 70', all(0, 0, 70)],
    ['hook', all(0, 90, 60)],
    ['thumb bent', { thumb: [35, 50, 70] }],
    ['fist', { ...all(70, 85, 40), thumb: [20, 30, 30] }],
    ['pointing', { ...all(70, 85, 40), index: [0, 0, 0], thumb: [20, 30, 30] }],
  ];
  return named.map(([name, fingers]) => {
    const angles = new Float32Array(45);
    for (const [finger, degrees] of Object.entries(fingers) as [Finger, readonly number[]][]) {
      degrees.forEach((angle, which) => {
        angles[(fingerJoint(finger, which) - 1) * 3] = (angle * Math.PI) / 180;
      });
    }
    const pose = new Float32Array(48);
    pose.set(fromAnatomical(limits, angles), 3);
    return { name, betas: plainHand.betas, pose };
  });
}
