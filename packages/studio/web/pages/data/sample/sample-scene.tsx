import { RotateCcw } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SampleDetails, SampleScene as SceneOfSample } from '../../../../src/api/data.js';
import { bytesPath } from '../../../parts/api/bytes-path.js';
import { fetchBytes } from '../../../parts/api/call.js';
import { OrbitView } from '../../../parts/scene/orbit-view.js';
import { Icon } from '../../../parts/ui/icon.js';
import { dark } from '../../../parts/ui/theme.js';
import { fillScene } from './fill-scene.js';
import type { Predicted } from './prediction.js';

interface Props {
  source: string;
  sample: SampleDetails;
  predicted: Predicted | null;
}

/** Hand, objects and camera in 3D. With a prediction, the hand wears its errors and the prediction stands beside it. */
export function SampleScene({ source, sample, predicted }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<OrbitView | null>(null);
  const [scene, setScene] = useState<SceneOfSample | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const orbit = new OrbitView(canvas.current as HTMLCanvasElement);
    view.current = orbit;
    const [x, y, z] = sample.joints.slice(27, 30);
    orbit.lookFromCamera([x, y, z]);
    return () => orbit.close();
  }, [sample]);
  useEffect(() => {
    const stop = new AbortController();
    fetchBytes(bytesPath('data/scene', { source, row: sample.row }), stop.signal)
      .then(async (blob) => setScene(JSON.parse(await blob.text())))
      .catch((reason) => stop.signal.aborted || setError(reason.message));
    return () => stop.abort();
  }, [source, sample]);
  const isDark = dark.value;
  useEffect(() => {
    if (scene === null || view.current === null) return;
    const stop = new AbortController();
    fillScene(view.current, { source, sample, scene, predicted, dark: isDark }, stop.signal).catch(
      (reason) => stop.signal.aborted || setError(reason.message),
    );
    return () => stop.abort();
  }, [scene, predicted, isDark]);
  return (
    <figure class="sample-figure">
      <canvas
        ref={canvas}
        class="scene"
        tabIndex={0}
        role="img"
        aria-label="Hand, objects and the camera's view in 3D; arrow keys turn it, plus and minus zoom, 0 resets"
      />
      <figcaption>
        <span class="quiet">{error ?? 'Drag to turn, scroll to zoom'}</span>
        <button
          type="button"
          class="icon-button"
          title="As at the start"
          onClick={() => view.current?.reset()}
        >
          <Icon icon={RotateCcw} size={16} />
          <span class="unseen">As at the start</span>
        </button>
      </figcaption>
    </figure>
  );
}
