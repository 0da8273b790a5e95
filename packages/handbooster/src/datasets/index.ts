export { checkDataset } from './check/check-dataset.js';
export type { CheckOptions } from './check/check-options.js';
export { type CheckFinding, type CheckReport, formatCheckReport } from './check/check-report.js';
export type { BoxSample } from './coco/coco-content.js';
export { CocoReader, type ReadCocoOptions, readCoco } from './coco/read-coco.js';
export { type WriteCocoOptions, writeCoco, writeCocoBoxes } from './coco/write-coco.js';
export { type Affine, applyAffine, cropAffine, invertAffine } from './crop/affine.js';
export { type Augmentation, type AugmentationOptions, drawAugmentation } from './crop/augmentation.js';
export { type CropOptions, type CroppedSample, cropAndAugment, sampleBox } from './crop/crop-and-augment.js';
export { cropCamera } from './crop/crop-camera.js';
export type { Paint } from './crop/paint.js';
export type { PictureWindow } from './crop/picture-window.js';
export { jointBox, shiftInside, squareBox, wholeImageBox } from './crop/square-box.js';
export { type WarpOptions, warpAffine } from './crop/warp-affine.js';
export { type DatasetLayout, datasetLayout } from './dataset-layout.js';
export { DexYcbCalibration, type DexYcbExtrinsics } from './dexycb/calibration.js';
export {
  type DexYcbEntry,
  type DexYcbLabel,
  DexYcbReader,
  type DexYcbSequenceEntry,
  readLabel,
  readSegmentation,
} from './dexycb/dexycb-reader.js';
export { type DexYcbMeta, readMeta, readTrack } from './dexycb/dexycb-sequence.js';
export type { CaptureSplits, SplitPlace, SplitRule } from './dexycb/dexycb-splits.js';
export {
  type DexYcbFrame,
  type DexYcbSequence,
  DexYcbWriter,
  type DexYcbWriterOptions,
  type WrittenHand,
} from './dexycb/dexycb-writer.js';
export { HandDecoder } from './dexycb/hand-decoder.js';
export { readObjectNames } from './dexycb/object-names.js';
export {
  chooseDexYcbSequences,
  type DexYcbChoice,
  type DexYcbOptions,
  listDexYcbSplits,
  readDexYcb,
} from './dexycb/read-dexycb.js';
export { type ExportOptions, exportDataset } from './export/export-dataset.js';
export type { ExportFormat } from './export/export-task.js';
export { placeInFrame } from './export/place-in-frame.js';
export type { ExportManifest } from './export/whole-folder.js';
export { type FitHandOptions, type FittedHand, fitHand } from './fit-hand/fit-hand.js';
export { handsOfData } from './hands-of-dataset.js';
export { type Ho3dFrame, Ho3dWriter, ho3dName } from './ho3d/ho3d-writer.js';
export { type Ho3dEvaluationSample, Ho3dReader, readHo3d } from './ho3d/read-ho3d.js';
export { type DecodeImageOptions, decodeBytes, decodeImage, readImageBytes } from './images/decode-image.js';
export { mirrorImage } from './images/mirror-image.js';
export type { RgbImage } from './images/rgb-image.js';
export type { PatchChange, PatchTask, PictureCache } from './loading/load-patch.js';
export { type LoadableSample, PatchLoader, type PatchLoaderOptions } from './loading/patch-loader.js';
export { type MowAnnotation, MowReader, readMow } from './mow/read-mow.js';
export { readMowObject } from './mow/read-mow-object.js';
export { type ObmanPicture, ObmanReader, type ObmanSplit, readObman } from './obman/read-obman.js';
export { type OpenDatasetOptions, type OpenedDataset, openDataset } from './open-dataset.js';
export { cocoFiles } from './real/coco-samples.js';
export { fromHo3dOrder, toHo3dOrder } from './sample/joint-orders.js';
export { mirrorMotion } from './sample/mirror-motion.js';
export type { HandLabel, ImageReference, ObjectLabel, Sample } from './sample/sample.js';
export { type SampleJson, sampleFromJson, sampleToJson } from './sample/sample-json.js';
export { type DatasetDescription, datasetCard } from './shards/dataset-card.js';
export { readShards, ShardDataset } from './shards/read-shards.js';
export type { TarMember } from './shards/read-tar.js';
export type { ShardRow } from './shards/shard-row.js';
export { type Provenance, ShardWriter, type ShardWriterOptions } from './shards/shard-writer.js';
export type { TarRange } from './shards/tar-writer.js';
