import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import type { SamplerOptions } from '../../synthesis/samplers/sample.js';
import type { Config } from './config-schema.js';

/**
 * How a configuration samples images: its preset's sampler, with what the configuration says instead. A
 * sampler other than the preset's brings its own spread of steps and no noise unless told, since the preset's
 * were chosen for its own.
 */
export function samplerPlan(config: Config): Required<SamplerOptions> {
  const preset = SYNTHESIS_PRESETS[config.denoiser.preset].sampler;
  const { sampler, steps, eta, spacing, guidance, guidanceInterval } = config.synthesise;
  const method = sampler ?? preset.method;
  const own = method === preset.method;
  return {
    method,
    steps: steps > 0 ? steps : preset.steps,
    eta: eta ?? (own ? preset.eta : 0),
    clip: preset.clip,
    spacing: spacing ?? (own ? preset.spacing : null),
    guidanceScale: guidance ?? preset.guidanceScale,
    guidanceInterval: (guidanceInterval as [number, number] | null) ?? preset.guidanceInterval,
  };
}

/** Evaluations of the network that one image costs. */
export function evaluationsPerImage({
  method,
  steps,
  guidanceScale,
  guidanceInterval,
}: Required<SamplerOptions>) {
  const visited = method === 'ddpm' ? 1000 : steps;
  const guided = guidanceScale === 1 ? 0 : Math.max(0, guidanceInterval[1] - guidanceInterval[0]);
  return Math.round(visited * (1 + guided));
}
