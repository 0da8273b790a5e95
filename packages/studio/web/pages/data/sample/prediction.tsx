import {
  handEstimate,
  jointBox,
  photoCrop,
  projectPoints,
  shiftInside,
  squareBox,
} from 'handbooster/browser';
import { ScanLine } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { SampleDetails, SampleScene } from '../../../../src/api/data.js';
import { bytesPath } from '../../../parts/api/bytes-path.js';
import { fetchBytes } from '../../../parts/api/call.js';
import { useCall } from '../../../parts/api/use-call.js';
import { openNetwork } from '../../../parts/hand/open-network.js';
import { Icon } from '../../../parts/ui/icon.js';

/** Millimetres from which on a vertex is drawn in the last colour, as in the report. */
export const ERROR_RANGE = 50;

/** What a network sees in a sample's picture, beside its label. */
export interface Predicted {
  /** (21, 2) pixels of the picture. */
  joints2d: Float32Array;
  /** (V, 3) metres, relative to the wrist. */
  vertices: Float32Array;
  faces: Uint32Array;
  /** Millimetres, relative to the wrist; none where the label's hand has another mesh. */
  vertexErrors: number[];
  /** Mean over the joints, millimetres, relative to the wrist. */
  jointError: number;
}

interface Props {
  source: string;
  sample: SampleDetails;
  done: (predicted: Predicted) => void;
}

/** Runs a trained network on the picture, in this browser, and says how far off it is. */
export function Prediction({ source, sample, done }: Props) {
  const { value: models } = useCall('models/list', {});
  const [model, setModel] = useState('');
  const [state, setState] = useState<{ busy: boolean; text: string }>({ busy: false, text: '' });
  // A run's own network, trained on real and synthetic images, is what one wants to see first.
  useEffect(() => {
    if (models === null) return;
    setModel((models.find(({ id }) => id.startsWith(`${source}/`)) ?? models[0])?.id ?? '');
  }, [models, source]);
  const run = async () => {
    setState({ busy: true, text: 'Running the network …' });
    try {
      const predicted = await predict(source, sample, model);
      done(predicted);
      setState({
        busy: false,
        text: `Joint error ${predicted.jointError.toFixed(1)} mm, relative to the wrist.`,
      });
    } catch (error) {
      setState({ busy: false, text: (error as Error).message });
    }
  };
  return (
    <section class="card">
      <h2>What a network sees in it</h2>
      {models !== null && models.length === 0 ? (
        <p class="quiet">There is no trained network yet. The stages baseline and train make them.</p>
      ) : (
        <>
          <label class="field">
            <span>Network</span>
            <select value={model} onChange={(event) => setModel(event.currentTarget.value)}>
              {(models ?? []).map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            class="button button-main"
            disabled={state.busy || model === ''}
            onClick={run}
          >
            <Icon icon={ScanLine} size={16} />
            Predict
          </button>
          <p role="status">{state.text}</p>
          <p class="scale" aria-hidden="true">
            <span>0 mm</span>
            <span class="scale-bar" />
            <span>{ERROR_RANGE} mm</span>
          </p>
        </>
      )}
    </section>
  );
}

async function predict(source: string, sample: SampleDetails, model: string): Promise<Predicted> {
  const network = await openNetwork(model);
  const blob = await fetchBytes(bytesPath('data/picture', { source, row: sample.row }));
  const photo = await rgbOf(blob);
  const { camera } = sample;
  const square = squareBox(jointBox(projectPoints(camera, sample.joints)), camera.width, camera.height);
  // A generated image is its own crop.
  const whole = [0, 0, photo.width, photo.height] as const;
  const box =
    camera.width === camera.height || square === null
      ? whole
      : shiftInside(square, camera.width, camera.height);
  const crop = photoCrop(photo, box, network.size, false);
  const [prediction] = await network.predict(crop.image);
  const seen = { ...camera, width: photo.width, height: photo.height };
  const { vertices, joints, joints2d } = handEstimate(prediction, crop, {
    box,
    size: network.size,
    left: false,
    camera: seen,
  });
  // Both relative to their wrists.
  const wrist = sample.joints.slice(0, 3);
  const distance = (own: ArrayLike<number>, label: ArrayLike<number>, i: number) =>
    1000 * Math.hypot(...[0, 1, 2].map((k) => own[3 * i + k] - (label[3 * i + k] - wrist[k])));
  const errors = Array.from({ length: 21 }, (_, i) => distance(joints, sample.joints, i));
  const scene: SampleScene | null = sample.hand
    ? JSON.parse(await (await fetchBytes(bytesPath('data/scene', { source, row: sample.row }))).text())
    : null;
  const same = scene !== null && scene.hand.vertices.length === vertices.length;
  return {
    joints2d,
    vertices,
    faces: network.faces,
    vertexErrors: same
      ? Array.from({ length: vertices.length / 3 }, (_, i) => distance(vertices, scene.hand.vertices, i))
      : [],
    jointError: errors.reduce((sum, error) => sum + error, 0) / errors.length,
  };
}

async function rgbOf(blob: Blob) {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3)
    pixels.set(data.subarray(from, from + 3), to);
  return { width, height, pixels };
}
