import { useEffect, useRef, useState } from 'preact/hooks';
import type { SampleDetails } from '../../../../src/api/data.js';
import { bytesPath } from '../../../parts/api/bytes-path.js';
import { Picture } from '../../../parts/pictures/picture.js';

const FINGERS = ['#e6550d', '#31a354', '#3182bd', '#9e7bd6', '#d6a000'];

interface Props {
  source: string;
  sample: SampleDetails;
  /** (21, 2) pixels of the picture, as a network sees them. */
  predicted: ArrayLike<number> | null;
}

/** The picture with the label drawn over it: the label whole, what a network sees dashed. */
export function SamplePicture({ source, sample, predicted }: Props) {
  const [overlay, setOverlay] = useState(true);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { camera, joints, picture } = sample;
  useEffect(() => {
    const node = canvas.current;
    if (node === null) return;
    const scale = Math.max(1, Math.round(960 / camera.width));
    Object.assign(node, { width: camera.width * scale, height: camera.height * scale });
    const context = node.getContext('2d') as CanvasRenderingContext2D;
    context.clearRect(0, 0, node.width, node.height);
    // Pixel centres are whole numbers in a label and halves on a canvas.
    context.setTransform(scale, 0, 0, scale, scale / 2, scale / 2);
    if (overlay) drawHand(context, project(joints, camera), camera.width / 220, []);
    if (overlay && predicted !== null) {
      drawHand(context, predicted, camera.width / 220, [camera.width / 90, camera.width / 120]);
    }
  }, [overlay, joints, camera, predicted]);
  return (
    <figure class="sample-figure">
      <div class="sample-picture" style={{ aspectRatio: `${camera.width} / ${camera.height}` }}>
        {picture === null ? (
          <span class="picture-lacks">not synthesised yet</span>
        ) : (
          <Picture
            path={bytesPath('data/picture', { source, row: sample.row })}
            alt={`Picture of ${sample.id}`}
          />
        )}
        <canvas ref={canvas} />
      </div>
      <figcaption>
        <label class="check">
          <input type="checkbox" checked={overlay} onChange={() => setOverlay(!overlay)} />
          Label over the picture{predicted !== null && '; dashed: as the network sees it'}
        </label>
        {picture !== null && (
          <span class="quiet">
            {picture.width} × {picture.height} pixels
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function project(joints: readonly number[], { fx, fy, cx, cy }: SampleDetails['camera']): number[] {
  const out: number[] = [];
  for (let i = 0; i < joints.length; i += 3) {
    out.push((fx * joints[i]) / joints[i + 2] + cx, (fy * joints[i + 1]) / joints[i + 2] + cy);
  }
  return out;
}

function drawHand(
  context: CanvasRenderingContext2D,
  points: ArrayLike<number>,
  width: number,
  dashes: number[],
): void {
  context.lineCap = 'round';
  for (const [color, thick] of [
    ['rgb(0 0 0 / 55%)', 2.2 * width],
    [null, width],
  ] as const) {
    FINGERS.forEach((finger, f) => {
      context.strokeStyle = color ?? finger;
      context.lineWidth = thick;
      context.setLineDash(dashes);
      context.beginPath();
      context.moveTo(points[0], points[1]);
      for (let k = 1; k <= 4; k++) context.lineTo(points[2 * (4 * f + k)], points[2 * (4 * f + k) + 1]);
      context.stroke();
    });
  }
  context.setLineDash([]);
}
