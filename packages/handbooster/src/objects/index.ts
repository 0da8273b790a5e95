export { READ_OBJ_DEFAULTS, type ReadObjOptions, readObj } from './files/read-obj.js';
export { writeObj } from './files/write-obj.js';
export { type LoadObjectFolderOptions, loadObjectFolder } from './folders/load-object-folder.js';
export { DEFAULT_DENSITY, type MassProperties, massProperties } from './mass-properties.js';
export type { ObjectModel, Texture } from './object-model.js';
export { proceduralObjects } from './procedural/procedural-objects.js';
export { clusterRestPoses, type RestCluster } from './resting/cluster-rest-poses.js';
export { DROP_DEFAULTS, type DropOptions, dropObject, type RestPose } from './resting/drop-object.js';
export { YCB_CLASSES, ycbId } from './ycb-classes.js';
