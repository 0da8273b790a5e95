import { addonPath, native, engineInfo as recorded } from '../native.js';
import type { EngineInfo } from '../setup/engine-paths.js';

export interface EngineDescription {
  /** Of the headers that the addon was compiled with. */
  version: string;
  addon: string | null;
  /** What set-up recorded, null for an addon named by HANDBOOSTER_TORCH_ADDON. */
  setup: EngineInfo | null;
  /** How libtorch was built: compilers, BLAS, instruction sets. */
  configuration: string;
  parallel: string;
  cuda: boolean;
  mkldnn: boolean;
  lapack: boolean;
  threads: number;
}

/** Loads the engine and says what it is, for reports and manifests. */
export function describeEngine(): EngineDescription {
  const info = native().engineInfo();
  return {
    ...info,
    addon: addonPath(),
    setup: process.env.HANDBOOSTER_TORCH_ADDON ? null : recorded(),
    threads: native().getThreads(),
  };
}

/** Whether an addon was built; the engine itself is not loaded. */
export function engineReady(): boolean {
  return addonPath() !== null;
}
