export { describeEngine, type EngineDescription, engineReady } from './describe-engine.js';
export { type BackendOptions, cudaAvailable, cudaDeviceCount, setBackend, synchronize } from './devices.js';
export { type InstructionSets, instructionSets } from './instruction-sets.js';
export { releaseMemory } from './release-memory.js';
export { getThreads, setThreads } from './threads.js';
