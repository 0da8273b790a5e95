import { InputError } from 'handbooster';
import { handOrientation } from 'handbooster/conditions';
import { Run } from 'handbooster/pipeline';
import {
  COLOUR_STYLE_SIZE,
  loadSynthesisModel,
  SAMPLERS,
  type SynthesisModel,
  synthesiseWatched,
} from 'handbooster/synthesis';
import type { LabPiece, LabWish } from '../../api/lab.js';
import { denoiserOf } from '../lab/describe-lab.js';
import { labLabel } from '../lab/lab-label.js';
import type { JobOrder, JobWord } from './job-words.js';

/** Images on the way that are told, at most. */
const MOST_TOLD = 50;
/** How lively colours are, where only their mean is asked for. */
const USUAL_DEVIATION = 0.5;

/** The weights that were used last. */
let opened: { file: string; model: SynthesisModel } | null = null;

/** Makes the image of a scene as the stage synthesise does. @throws InputError */
export async function synthesiseScene(
  { folder, scene, wish }: Extract<JobOrder, { type: 'synthesise' }>,
  say: (word: JobWord) => void,
): Promise<void> {
  const run = Run.open(folder);
  const weights = denoiserOf(run);
  if (weights === null) throw new InputError('no denoiser: neither the run nor the package has weights');
  if (opened?.file !== weights.file) {
    say({ type: 'note', note: 'Opening the denoiser', total: 0 });
    opened?.model.dispose();
    opened = { file: weights.file, model: loadSynthesisModel(weights.file) };
  }
  const { model } = opened;
  const size = model.config.imageSize;
  const objects = await run.objects();
  const label = labLabel(scene, run.hand, size, (id) => objects.find((each) => each.id === id)?.name ?? '');
  const { maps } = run.renderer(size).render((await run.scenes()).scene(label, label.camera));
  const condition = {
    // With the seed it names the noise: the same seed begins every scene with the same.
    id: 'lab',
    maps: maps as Record<string, Uint8Array>,
    orientation: handOrientation(label.hand.pose),
    style: styleOf(wish),
  };
  const method = SAMPLERS.find((each) => each === wish.sampler);
  const total = method === 'ddpm' ? model.diffusion.schedule.timesteps : wish.steps;
  const every = Math.ceil(total / MOST_TOLD);
  say({ type: 'note', note: 'Making the image', total: Math.ceil(total / every) + 1 });
  const piece = (step: number, pixels: Uint8Array, last: boolean): LabPiece => ({
    step,
    size,
    pixels: Buffer.from(pixels).toString('base64'),
    last,
  });
  const image = synthesiseWatched(model, condition, {
    sampler: { method, steps: wish.steps, guidanceScale: wish.guidance },
    seed: wish.seed,
    isWanted: (step) => step % every === 0 || step === total,
    onExpected: (step, pixels) => say({ type: 'pieces', pieces: [piece(step, pixels, false)] }),
  });
  say({ type: 'pieces', pieces: [piece(total, image, true)] });
}

/** As `colourStyle` measures it in a picture. */
function styleOf({ style }: LabWish): Float32Array | null {
  if (style === null) return null;
  const out = new Float32Array(COLOUR_STYLE_SIZE);
  [style.hand, style.room].forEach((color, part) => {
    for (let k = 0; k < 3; k++) {
      out[6 * part + k] = color[k] / 127.5 - 1;
      out[6 * part + 3 + k] = USUAL_DEVIATION;
    }
  });
  return out;
}
