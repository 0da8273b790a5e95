export * as init from './init.js';
export { withRandom } from './initial-random.js';
export {
  GELU,
  type GELUOptions,
  LeakyReLU,
  ReLU,
  Sigmoid,
  SiLU,
  Softmax,
  Tanh,
} from './layers/activations.js';
export { BATCH_NORM_DEFAULTS, BatchNorm1d, BatchNorm2d, type BatchNormOptions } from './layers/batch-norm.js';
export {
  CONV_TRANSPOSE_2D_DEFAULTS,
  ConvTranspose2d,
  type ConvTranspose2dOptions,
} from './layers/conv-transpose2d.js';
export {
  CONVOLUTION_DEFAULTS,
  Conv1d,
  Conv2d,
  type ConvolutionOptions,
  type PaddingMode,
} from './layers/convolution.js';
export { Dropout, type DropoutOptions } from './layers/dropout.js';
export { Embedding, type EmbeddingOptions } from './layers/embedding.js';
export { GROUP_NORM_DEFAULTS, GroupNorm, type GroupNormOptions } from './layers/group-norm.js';
export { Layer, type LayerOptions } from './layers/layer.js';
export { LAYER_NORM_DEFAULTS, LayerNorm, type LayerNormOptions } from './layers/layer-norm.js';
export { Linear, type LinearOptions } from './layers/linear.js';
export {
  type AttentionInput,
  type AttentionOutput,
  MULTIHEAD_ATTENTION_DEFAULTS,
  MultiheadAttention,
  type MultiheadAttentionOptions,
} from './layers/multihead-attention.js';
export { type PackableConvolution, PackedConv2d, type PackOptions } from './layers/packed-convolution.js';
export {
  AdaptiveAvgPool2d,
  AvgPool2d,
  Flatten,
  Identity,
  MaxPool2d,
  PixelShuffle,
  PixelUnshuffle,
  type PoolOptions,
  Upsample,
  type UpsampleOptions,
} from './layers/shape-layers.js';
export type { LoadStateDictOptions, LoadStateDictResult, StateSource } from './load-state-dict.js';
export { LOAD_STATE_DICT_DEFAULTS } from './load-state-dict.js';
export { Module, type ModuleToOptions, type RegisterBufferOptions } from './module.js';
export { ModuleList } from './module-list.js';
export { isParameter, parameter } from './parameter.js';
export { Sequential } from './sequential.js';
export { shareBatchStatistics } from './share-batch-statistics.js';
export { toPropertyName, toStateName } from './state-name.js';
export { toArrayData } from './to-array-data.js';
