export { INCEPTION_FEATURES, INCEPTION_SIZE, InceptionV3 } from './inception-v3.js';
export { inceptionFeatures, loadInception } from './load-inception.js';
