export { ADAM_DEFAULTS, ADAMW_DEFAULTS, Adam, type AdamOptions, AdamW } from './adam.js';
export { clipGradNorm } from './clip-grad-norm.js';
export { EMA_DEFAULTS, Ema, type EmaOptions } from './ema.js';
export { Optimizer, type ParameterGroup } from './optimizer.js';
export { cosine, exponential, linear, multiStep, stepDecay, warmup, warmupCosine } from './schedules.js';
export { SGD, SGD_DEFAULTS, type SGDOptions } from './sgd.js';
