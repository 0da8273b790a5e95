import type { HandModel } from 'handbooster/browser';
import { Sparkles, Square } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LabDescription, LabPiece, LabScene, LabWish } from '../../../src/api/lab.js';
import { call } from '../../parts/api/call.js';
import { useJob } from '../../parts/api/use-job.js';
import { Icon } from '../../parts/ui/icon.js';
import { bytesOf, drawPixels } from './draw-pixels.js';
import { Keep } from './keep.js';

import { Reading } from './reading.js';
import { WishForm } from './wish-form.js';

interface Props {
  source: string;
  lab: LabDescription;
  seen: LabScene;
  hand: HandModel;
}

/** What an image was asked for with: kept beside it, as the scene may be posed anew meanwhile. */
interface Asked {
  job: string;
  scene: LabScene;
}

/** Makes an image of the scene step by step, has it read by a network, and keeps it. */
export function Synthesis({ source, lab, seen, hand }: Props) {
  const [wish, setWish] = useState<LabWish>(lab.wish);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [step, setStep] = useState<number | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const job = useJob<LabPiece>(
    async () => {
      const begun = await call('lab/synthesise', { source, scene: seen, wish });
      setAsked({ job: begun.job, scene: seen });
      return begun;
    },
    (id, from) => call('lab/pieces', { job: id, from }),
  );
  const { pieces, state, busy } = job;
  const at = Math.min(step ?? pieces.length - 1, pieces.length - 1);
  const piece = pieces[at];
  useEffect(() => {
    if (piece === undefined || canvas.current === null) return;
    drawPixels(canvas.current, bytesOf(piece), piece.size);
  }, [piece]);
  const last = pieces.find((each) => each.last);
  const failure = job.error ?? state?.error ?? null;
  return (
    <section class="card lab-synthesis" aria-label="Image">
      <WishForm lab={lab} wish={wish} change={setWish} />
      <div class="actions">
        <button
          type="button"
          class="button button-main"
          disabled={busy || lab.denoiser === null}
          onClick={() => {
            setStep(null);
            job.start();
          }}
        >
          <Icon icon={Sparkles} size={16} />
          Synthesise
        </button>
        {busy && (
          <button type="button" class="button" onClick={job.cancel}>
            <Icon icon={Square} size={16} />
            Cancel
          </button>
        )}
        <span role="status" class="quiet">
          {statusWords(lab, job, piece)}
        </span>
      </div>
      {failure !== null && <p role="alert">{failure}</p>}
      {piece !== undefined && (
        <div class="lab-result">
          <div class="lab-image">
            <canvas ref={canvas} role="img" aria-label={`The image after step ${piece.step}`} />
            <label class="lab-steps">
              <span class="unseen">Step</span>
              <input
                type="range"
                min={0}
                max={pieces.length - 1}
                value={at}
                onInput={({ currentTarget: { value } }) => setStep(Number(value))}
              />
            </label>
          </div>
          {last !== undefined && asked !== null && (
            <div class="lab-after">
              <Reading key={asked.job} source={source} piece={last} scene={asked.scene} hand={hand} />
              <Keep key={`keep ${asked.job}`} job={asked.job} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function statusWords(
  lab: LabDescription,
  { state, busy, pieces }: ReturnType<typeof useJob<LabPiece>>,
  piece: LabPiece | undefined,
): string {
  if (lab.denoiser === null) return 'There is no denoiser yet; the stage denoiser makes one.';
  if (state?.state === 'cancelled') return 'Cancelled.';
  if (state?.state === 'waiting') return `Waiting for ${state.ahead} before it …`;
  if (piece !== undefined) return piece.last ? 'The image' : `Expected after step ${piece.step}`;
  if (busy) return `${state?.note || 'Starting'} …`;
  if (pieces.length > 0 || state !== null) return '';
  return lab.denoiser === 'shipped'
    ? 'With the weights of the package: this run has none yet.'
    : 'With the denoiser of this run.';
}
