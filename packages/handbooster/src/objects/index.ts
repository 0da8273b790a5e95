export { clusterRestPoses, type RestCluster } from './cluster-rest-poses.js';
export { DROP_DEFAULTS, type DropOptions, dropObject, type RestPose } from './drop-object.js';
export { type LoadObjectFolderOptions, loadObjectFolder } from './load-object-folder.js';
export { DEFAULT_DENSITY, type MassProperties, massProperties } from './mass-properties.js';
export type { ObjectModel, Texture } from './object-model.js';
export { proceduralObjects } from './procedural/procedural-objects.js';
export { READ_OBJ_DEFAULTS, type ReadObjOptions, readObj } from './read-obj.js';
export { writeObj } from './write-obj.js';
export { YCB_CLASSES, ycbId } from './ycb-classes.js';
