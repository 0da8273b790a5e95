import type { Tensor } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { sampleDdim } from './ddim.js';
import { sampleDdpm } from './ddpm.js';
import { sampleDpmSolver } from './dpm-solver.js';
import type { SamplingProblem } from './sampling-problem.js';
import type { Spacing } from './time-grid.js';
import { sampleUniPc } from './unipc.js';

/** Names of the samplers. */
export const SAMPLERS = ['dpm-solver', 'unipc', 'ddim', 'ddpm'] as const;

/** Which sampler, and how. */
export interface SamplerOptions {
  method?: (typeof SAMPLERS)[number];
  /** Steps of all but ancestral sampling, which visits every time. */
  steps?: number;
  /** Noise added by DDIM and DPM-Solver: 0 none, 1 as much as ancestral sampling. */
  eta?: number;
  /** Clamp predicted images to [-1, 1]. */
  clip?: boolean;
  /**
   * How the steps are spread; null for the method's own: `time` for DDIM as in the release, `log-snr` for the
   * solvers. Measured on the small preset at 10 steps with DPM-Solver: backgrounds less mottled with
   * `log-snr`, and a Frechet distance of image statistics to real pictures of 1.55 against 1.70 with `time`.
   */
  spacing?: Spacing | null;
  /** null + scale * (conditional - null); 1 evaluates the conditional branch only. */
  guidanceScale?: number;
  /**
   * Shares of the T time steps between which guidance acts; outside it the conditional branch stands alone.
   */
  guidanceInterval?: readonly [number, number];
}

/** DPM-Solver++(2M) in 15 steps; the release takes 250 DDIM steps with eta 1. */
export const SAMPLER_DEFAULTS: Required<SamplerOptions> = {
  method: 'dpm-solver',
  steps: 15,
  eta: 0,
  clip: true,
  spacing: null,
  guidanceScale: 3,
  guidanceInterval: [0, 1],
};

/** Solves a sampling problem by the sampler the options name. */
export function sample(problem: SamplingProblem, options: SamplerOptions = {}): Tensor {
  const { method, spacing, ...others } = { ...SAMPLER_DEFAULTS, ...options };
  const rest = { ...others, spacing: spacing ?? undefined };
  switch (method) {
    case 'dpm-solver':
      return sampleDpmSolver(problem, rest);
    case 'unipc':
      return sampleUniPc(problem, rest);
    case 'ddim':
      return sampleDdim(problem, rest);
    case 'ddpm':
      return sampleDdpm(problem, rest);
    default:
      throw new InputError(`sampler.method: expected one of ${SAMPLERS.join(', ')}, found ${String(method)}`);
  }
}
