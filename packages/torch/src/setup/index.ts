export { buildAddon, hashSources } from './build-addon.js';
export { buildRoots, type EngineInfo, readEngineInfo } from './engine-paths.js';
export { ENSURE_ENGINE_DEFAULTS, type EnsureEngineOptions, ensureEngine } from './ensure-engine.js';
export { findLibtorch, type Libtorch } from './find-libtorch.js';
export { type InstallLibtorchOptions, installLibtorch, LIBTORCH_PACKAGES } from './install-libtorch.js';
export { SetupError } from './setup-error.js';
