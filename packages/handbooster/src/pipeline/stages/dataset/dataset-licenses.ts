import { PICTURE_TERMS } from '../../../datasets/picture-terms.js';
import type { Config } from '../../config/config-schema.js';

export function licenses(config: Config, hand: string): string[] {
  const lines = [`Hand model: ${hand}`];
  lines.push(`Real images: ${PICTURE_TERMS[config.capture.source]}`);
  lines.push(
    config.data === null
      ? 'Objects: procedural models of HandBooster (MIT), or those of the capture.'
      : 'Objects: the models given by the user; their terms apply (the YCB set is CC BY 4.0).',
  );
  return lines;
}
