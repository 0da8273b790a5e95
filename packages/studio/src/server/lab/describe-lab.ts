import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SHIPPED_DENOISER } from 'handbooster';
import { DENOISER_FILE, labelPlaces, type Run, readLabelAt, samplerPlan } from 'handbooster/pipeline';
import { SAMPLERS } from 'handbooster/synthesis';
import type { LabDescription } from '../../api/lab.js';
import type { KeptGrasps } from './open-kept-grasps.js';

/** Where hands are where a run says nothing of it, metres. */
const USUAL_DEPTH = 0.7;
const USUAL_CAMERA = { fx: 615, fy: 615, cx: 319.5, cy: 239.5, width: 640, height: 480 };

/** Weights that make a run's images. */
export function denoiserOf(run: Run): { kind: 'run' | 'shipped'; file: string } | null {
  if (run.isFinished('denoiser')) return { kind: 'run', file: run.file('denoiser', DENOISER_FILE) };
  return existsSync(SHIPPED_DENOISER) ? { kind: 'shipped', file: SHIPPED_DENOISER } : null;
}

/** @param kept the run's kept grasps; null before there are any. */
export async function describeLab(run: Run, kept: KeptGrasps | null): Promise<LabDescription> {
  const { config } = run;
  const { method, steps, guidanceScale } = samplerPlan(config);
  return {
    denoiser: denoiserOf(run)?.kind ?? null,
    imageSize: config.denoiser.imageSize,
    renderSize: config.conditions.renderSize,
    maps: [...config.conditions.maps],
    forearm: config.conditions.forearm,
    objects: (await run.objects()).map(({ id, name, texture }) => ({
      id,
      name,
      grasps: kept?.get(id)?.length ?? 0,
      texture: texture !== null,
    })),
    wish: { seed: 1, sampler: method, steps, guidance: guidanceScale, style: null },
    samplers: [...SAMPLERS],
    style: config.denoiser.style === 'colours',
    ...(await seenFrom(run)),
  };
}

/** The camera of a run's first label, and how far from it the hand is. */
async function seenFrom(run: Run): Promise<Pick<LabDescription, 'camera' | 'depth'>> {
  const { folder, root } = run.captured;
  if (!existsSync(join(run.root, 'capture'))) return { camera: USUAL_CAMERA, depth: USUAL_DEPTH };
  for await (const place of labelPlaces(folder, root)) {
    const { sample } = await readLabelAt(folder, root, place);
    const { fx, fy, cx, cy, width, height } = sample.camera;
    return { camera: { fx, fy, cx, cy, width, height }, depth: sample.joints[2] };
  }
  return { camera: USUAL_CAMERA, depth: USUAL_DEPTH };
}
