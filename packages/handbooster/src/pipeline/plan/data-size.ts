import type { Config } from '../config/config-schema.js';

/** How much data a run is about. */
export interface DataSize {
  /** Labelled training pictures. */
  train: number;
  /** Labelled test pictures of all splits. */
  test: number;
  objects: number;
}

/** Test splits of the simulated capture. */
const TEST_SPLITS = 5;

/** Labelled pictures of DexYCB's splits (Chao et al. 2021, Tab. 9), which have 20 objects. */
const DEXYCB: Record<string, Omit<DataSize, 'objects'>> = {
  s0: { train: 406_888, test: 78_768 },
  s1: { train: 356_600, test: 104_128 },
  s2: { train: 381_288, test: 63_548 },
  s3: { train: 381_288, test: 76_360 },
};

/**
 * HO3D v2 (Hampali et al. 2020): its test labels are its server's, so as many pictures are counted as it has.
 */
const HO3D: DataSize = { train: 66_034, test: 11_524, objects: 10 };

/**
 * What is known of the data before it is there; of other data of one's own as much as the simulated capture
 * would have.
 */
export function dataSize({ capture }: Pick<Config, 'capture'>): DataSize {
  const { source, setup, trainFrames, testFrames, objects } = capture;
  if (source === 'dexycb' && setup in DEXYCB) return { ...DEXYCB[setup], objects: 20 };
  if (source === 'ho3d') return HO3D;
  return { train: trainFrames, test: TEST_SPLITS * testFrames, objects };
}
