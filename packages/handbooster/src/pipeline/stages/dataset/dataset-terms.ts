import type { Config } from '../../config/config-schema.js';

const TERMS: Record<Config['capture']['source'], string> = {
  simulated: 'simulated by HandBooster (MIT).',
  dexycb: 'DexYCB (CC BY-NC 4.0); a model trained on them and its images come under the same terms.',
  ho3d: 'HO3D (academic research only); a model trained on them and its images come under the same terms.',
  coco: 'named by annotation files of the user; the terms of their dataset apply to the model and its images.',
  obman: 'ObMan (terms of its licence and of ShapeNet).',
  mow: 'MOW (no licence is stated).',
};

export function licenses(config: Config, hand: string): string[] {
  const lines = [`Hand model: ${hand}`];
  lines.push(`Real images: ${TERMS[config.capture.source]}`);
  lines.push(
    config.data === null
      ? 'Objects: procedural models of HandBooster (MIT), or those of the capture.'
      : 'Objects: the models given by the user; their terms apply (the YCB set is CC BY 4.0).',
  );
  return lines;
}
