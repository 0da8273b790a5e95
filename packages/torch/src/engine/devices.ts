import { native } from '../native.js';

/** Whether the engine was built with CUDA and finds a device. */
export function cudaAvailable(): boolean {
  return native().deviceCount() > 0;
}

/** How many CUDA devices the engine finds. */
export function cudaDeviceCount(): number {
  return native().deviceCount();
}

/** Waits until a device's queue is empty; nothing to do on the CPU. */
export function synchronize(device = 'cuda'): void {
  native().synchronize(device);
}

/** Switches of the engine that trade exactness or memory for speed; what is left out stays. */
export interface BackendOptions {
  /** Tries cuDNN's algorithms on first use of a shape. */
  cudnnBenchmark?: boolean;
  /** TensorFloat-32 in CUDA's matrix products and convolutions. */
  tf32?: boolean;
  /** Refuses algorithms whose result depends on the order of threads. */
  deterministic?: boolean;
  /** oneDNN's kernels on the CPU. */
  mkldnn?: boolean;
  /** Denormal numbers become zero on the CPU. */
  flushDenormal?: boolean;
}

export function setBackend(options: BackendOptions): void {
  for (const [name, enabled] of Object.entries(options)) {
    if (enabled !== undefined) native().setBackend(name, enabled);
  }
}
