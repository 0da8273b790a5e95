import { decodeHands, type HandModel, handEstimate, photoCrop } from 'handbooster/browser';
import { ScanLine } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LabPiece, LabScene } from '../../../src/api/lab.js';
import { useCall } from '../../parts/api/use-call.js';
import { openNetwork } from '../../parts/hand/open-network.js';
import { Icon } from '../../parts/ui/icon.js';
import { bytesOf, drawPixels } from './draw-pixels.js';
import { drawableLabel } from './posed-scene.js';

const BONES = [0, 4, 8, 12, 16].flatMap((before) => [
  [0, before + 1],
  [before + 1, before + 2],
  [before + 2, before + 3],
  [before + 3, before + 4],
]);
const SHOWN = 256;

interface Props {
  source: string;
  piece: LabPiece;
  scene: LabScene;
  hand: HandModel;
}

/** What a trained network sees in the image, beside the scene that it was made of. */
export function Reading({ source, piece, scene, hand }: Props) {
  const { value: models } = useCall('models/list', {});
  const [model, setModel] = useState('');
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState('');
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (models === null) return;
    setModel((models.find(({ id }) => id.startsWith(`${source}/`)) ?? models[0])?.id ?? '');
  }, [models, source]);
  const run = async () => {
    setBusy(true);
    setText('Running the network …');
    try {
      const { error, found, wanted } = await readHand(piece, scene, hand, model);
      setText(`Joint error ${error.toFixed(1)} mm, relative to the wrist.`);
      if (canvas.current !== null) drawBoth(canvas.current, piece, wanted, found);
    } catch (reason) {
      setText((reason as Error).message);
    }
    setBusy(false);
  };
  if (models !== null && models.length === 0) {
    return <p class="quiet">There is no trained network yet to read the image with.</p>;
  }
  return (
    <div class="lab-reading">
      <label class="field">
        <span>Network</span>
        <select value={model} onChange={({ currentTarget: { value } }) => setModel(value)}>
          {(models ?? []).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button" disabled={busy || model === ''} onClick={run}>
        <Icon icon={ScanLine} size={16} />
        Reconstruct
      </button>
      <p role="status">{text}</p>
      <canvas
        ref={canvas}
        width={SHOWN}
        height={SHOWN}
        hidden={!text.startsWith('Joint')}
        role="img"
        aria-label="The image with the scene’s joints as lines and the network’s dashed"
      />
    </div>
  );
}

/** @returns mean joint error in millimetres relative to the wrist, and both hands' joints (42), pixels of the image */
async function readHand(piece: LabPiece, scene: LabScene, hand: HandModel, model: string) {
  const network = await openNetwork(model);
  const { size } = piece;
  const box = [0, 0, size, size] as const;
  const { label, camera } = drawableLabel(scene, hand, size);
  const photo = { width: size, height: size, pixels: bytesOf(piece) };
  const crop = photoCrop(photo, box, network.size, false);
  const [prediction] = await network.predict(crop.image);
  const found = handEstimate(prediction, crop, { box, size: network.size, left: false, camera });
  const { pose, betas, translation } = label.hand;
  const { joints } = decodeHands(hand, pose, betas, translation);
  let sum = 0;
  for (let i = 0; i < 63; i += 3) {
    sum += Math.hypot(...[0, 1, 2].map((k) => found.joints[i + k] - (joints[i + k] - joints[k])));
  }
  const wanted = Float32Array.from({ length: 42 }, (_, i) => {
    const [x, y, z] = joints.subarray(3 * (i >> 1), 3 * (i >> 1) + 3);
    return i % 2 === 0 ? (camera.fx * x) / z + camera.cx : (camera.fy * y) / z + camera.cy;
  });
  return { error: (1000 * sum) / 21, found: found.joints2d, wanted };
}

/** The image with the joints that it was made for as lines, and those that were found dashed. */
function drawBoth(
  canvas: HTMLCanvasElement,
  piece: LabPiece,
  wanted: ArrayLike<number>,
  found: ArrayLike<number>,
): void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const image = document.createElement('canvas');
  drawPixels(image, bytesOf(piece), piece.size);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(image, 0, 0, SHOWN, SHOWN);
  const scale = SHOWN / piece.size;
  const draw = (joints: ArrayLike<number>, color: string, dash: number[]) => {
    context.setLineDash(dash);
    for (const [width, style] of [
      [4, '#000000'],
      [2, color],
    ] as const) {
      context.lineWidth = width;
      context.strokeStyle = style;
      context.beginPath();
      for (const [from, to] of BONES) {
        context.moveTo((joints[2 * from] + 0.5) * scale, (joints[2 * from + 1] + 0.5) * scale);
        context.lineTo((joints[2 * to] + 0.5) * scale, (joints[2 * to + 1] + 0.5) * scale);
      }
      context.stroke();
    }
  };
  draw(wanted, '#ffffff', []);
  draw(found, '#5fd0ff', [5, 4]);
}
