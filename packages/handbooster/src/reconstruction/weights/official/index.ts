export {
  type LoadOfficialOptions,
  loadOfficialReconstruction,
  type OfficialReconstruction,
} from './load-official-reconstruction.js';
export { loadDenseStack, loadResNet50 } from './load-stems.js';
export { type OfficialState, readOfficialState } from './official-state.js';
export { officialHierarchy, readOfficialHierarchy } from './read-official-hierarchy.js';
