import { Camera, CircleDot, ImageUp, ScanSearch } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../parts/ui/icon.js';
import './reconstruct.css';
import { Samples } from './samples.js';
import { Tracker } from './tracker.js';

/** The tracker with its controls; it works in the elements of the page, which stay as long as the page is open. */
export default function ReconstructPage() {
  const file = useRef<HTMLInputElement>(null);
  const opened = useRef<Tracker | null>(null);
  useEffect(() => {
    const tracker = new Tracker();
    opened.current = tracker;
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
            Hands in your picture or webcam. Everything runs in this browser; no picture leaves this machine.
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
          <p id="missing" class="quiet" />
          <Samples open={(picture) => void opened.current?.openFile(picture).catch(() => {})} />
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
            <summary>Record pictures of your own</summary>
            <div class="tracker-recording">
              <label class="field">
                <span>Folder, beside the runs</span>
                <input type="text" id="recording" value="my-hands" spellcheck={false} autocomplete="off" />
              </label>
              <button type="button" class="button" id="record" aria-pressed="false" disabled>
                <Icon icon={CircleDot} size={16} />
                Record, or stop
              </button>
              <p class="quiet">Two pictures a second of the webcam, kept on this machine alone.</p>
              <p id="recorded" role="status" />
            </div>
          </details>
          <details>
            <summary>Use it in a page of your own</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys */}
            <pre class="snippet" tabIndex={0}>
              {SNIPPET}
            </pre>
          </details>
        </div>
      </div>
    </div>
  );
}

const SNIPPET = `// npm install handbooster onnxruntime-web
// npm install @mediapipe/hands@0.4.1675469240
// handbooster export tracker -o public/tracker
import { createTracker } from 'handbooster/browser';
import * as ort from 'onnxruntime-web/wasm';

const video = document.querySelector('video');
video.srcObject = await navigator.mediaDevices
  .getUserMedia({ video: true });
await video.play();

const tracker = await createTracker({ ort, model: 'tracker' });
for (;;) {
  // side, confidence, joints and vertices in metres,
  // joints2d in pixels; null without a hand
  const hand = await tracker.track(video);
  console.log(hand?.side, hand?.joints2d);
  await new Promise(requestAnimationFrame);
}`;
