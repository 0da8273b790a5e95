import { Camera, ImageUp, ScanSearch } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../parts/ui/icon.js';
import './reconstruct.css';
import { Tracker } from './tracker.js';

/** The tracker with its controls; it works in the elements of the page, which stay as long as the page is open. */
export default function ReconstructPage() {
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const tracker = new Tracker();
    // For tests, which compare what the page answers with the engine.
    Object.assign(window, { tracker });
    void tracker.start();
    return () => void tracker.close();
  }, []);
  return (
    <div class="page tracker">
      <header class="page-head">
        <div>
          <h1>Reconstruct</h1>
          <p class="quiet">
            A trained network on your picture or webcam. Everything runs in this browser; no picture leaves
            it.
          </p>
        </div>
        <div class="actions">
          <button type="button" class="button" onClick={() => file.current?.click()}>
            <Icon icon={ImageUp} size={16} />
            Picture or .onnx file
          </button>
          <input
            ref={file}
            type="file"
            id="file"
            class="unseen"
            accept="image/*,.onnx"
            tabIndex={-1}
            aria-label="Picture or .onnx file"
          />
          <button type="button" class="button" id="webcam">
            <Icon icon={Camera} size={16} />
            Webcam
          </button>
        </div>
      </header>
      <div class="tracker-body">
        <div class="tracker-view">
          <div id="stage">
            <canvas id="picture" />
            <canvas id="mesh" />
            <canvas
              id="marks"
              role="img"
              tabIndex={0}
              aria-label="The picture with the box and the hand that the network sees; arrow keys move the box, plus and minus resize it"
            />
          </div>
          <p id="status" class="quiet">
            <span id="rate" /> <span id="backend" /> <span id="distance" />
          </p>
        </div>
        <div class="card tracker-controls">
          <p id="message" role="status" />
          <label class="field">
            <span>Network</span>
            <select id="model" />
          </label>
          <button type="button" class="button" id="find">
            <Icon icon={ScanSearch} size={16} />
            Find the hand
          </button>
          <label class="check">
            <input type="checkbox" id="left" /> Left hand, or mirrored picture
          </label>
          <label class="check">
            <input type="checkbox" id="follow" /> Box follows the hand
          </label>
          <label class="field">
            <span>Mesh over the picture</span>
            <input type="range" id="opacity" min="0" max="1" step="0.05" value="0.8" />
          </label>
          <details>
            <summary>Use it in a page of your own</summary>
            <pre class="snippet">{SNIPPET}</pre>
          </details>
        </div>
      </div>
    </div>
  );
}

const SNIPPET = `// npm install onnxruntime-web handbooster
// handbooster export onnx mobrecon-s -o hand.onnx
import * as ort from 'onnxruntime-web/wasm';
import { guessCamera, handEstimate, photoCrop } from 'handbooster/browser';

const session = await ort.InferenceSession.create('hand.onnx');
const size = session.inputMetadata[0].shape[3];
const left = false;
// photo: { width, height, pixels } as RGB bytes; box: [x, y, width, height]
const crop = photoCrop(photo, box, size, left);
const image = new ort.Tensor('float32', crop.image, [1, 3, size, size]);
const { vertices, joints, joints2d } = await session.run({ image });
const hand = handEstimate(
  { vertices: vertices.data, joints: joints.data, joints2d: joints2d.data },
  crop,
  { box, size, left, camera: guessCamera(photo.width, photo.height) },
);`;
