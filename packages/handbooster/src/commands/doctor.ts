import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import {
  cudaDeviceCount,
  describeEngine,
  engineReady,
  getThreads,
  noGrad,
  randn,
  scope,
} from '@handbooster/torch';
import { packageVersion } from '../base/files/package-file.js';
import { findHandModel } from '../hand/model/find-hand-model.js';

/** One thing looked at. */
export interface Finding {
  name: string;
  status: 'ok' | 'warning' | 'missing';
  found: string;
  /** How to mend it. */
  mend?: string;
}

const GIGA = 1e9;
/** A core with the reference BLAS reaches 2 to 3; OpenBLAS and MKL tens. */
const SLOW_GFLOPS = 8;
const LITTLE_DISK = 5;
const PRODUCTS = 10;

/** Looks at everything a run needs. Nothing is changed. */
export async function runDoctor(): Promise<Finding[]> {
  return [node(), compiler(), ...(await engine()), hand(), disk()];
}

function node(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const recent = major > 20 || (major === 20 && minor >= 12);
  return {
    name: 'node',
    status: recent ? 'ok' : 'missing',
    found: `${process.versions.node} (handbooster ${packageVersion()})`,
    mend: recent ? undefined : 'install Node 20.12 or later',
  };
}

function compiler(): Finding {
  const { status, stdout } = spawnSync('g++', ['--version'], { encoding: 'utf8' });
  if (status === 0) return { name: 'compiler', status: 'ok', found: stdout.split('\n')[0] };
  const mend = 'apt-get install g++ (only needed to build the addon)';
  return { name: 'compiler', status: engineReady() ? 'warning' : 'missing', found: 'no g++', mend };
}

async function engine(): Promise<Finding[]> {
  if (!engineReady()) {
    return [
      { name: 'libtorch', status: 'missing', found: 'the addon is not built', mend: 'handbooster setup' },
    ];
  }
  let description: ReturnType<typeof describeEngine>;
  try {
    description = describeEngine();
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return [{ name: 'libtorch', status: 'missing', found, mend: 'handbooster setup' }];
  }
  const { version, setup, cuda } = description;
  const devices = cudaDeviceCount();
  return [
    {
      name: 'libtorch',
      status: 'ok',
      found: `${version} from ${setup?.source ?? 'HANDBOOSTER_TORCH_ADDON'}`,
    },
    await blas(),
    {
      name: 'threads',
      status: 'ok',
      found: `${getThreads()} of ${availableParallelism()} cores, ${Math.round(totalmem() / GIGA)} GB of memory`,
    },
    devices > 0
      ? { name: 'cuda', status: 'ok', found: `${devices} device${devices === 1 ? '' : 's'}` }
      : {
          name: 'cuda',
          status: 'ok',
          found: cuda ? 'built in, but no device was found' : 'none: everything runs on the CPU',
          mend: 'for a GPU, set LIBTORCH to a CUDA build of libtorch and run handbooster setup',
        },
  ];
}

async function blas(): Promise<Finding> {
  const measure = () => scope(() => noGrad(() => matrixProductRate(512)));
  let gflops = measure();
  if (gflops < SLOW_GFLOPS) {
    // A machine that was busy just now is not to be blamed: once more, a little later.
    await setTimeout(1500);
    gflops = Math.max(gflops, measure());
  }
  const found = `${gflops.toFixed(0)} GFLOPS a core in a matrix product (512 x 512)`;
  if (gflops >= SLOW_GFLOPS) return { name: 'blas', status: 'ok', found };
  return {
    name: 'blas',
    status: 'warning',
    found: `${found}, measured twice: that is the reference BLAS`,
    mend: 'apt-get install libopenblas0-pthread (some thirty times faster)',
  };
}

/**
 * Billions of multiply-adds, times two, a second of processor time, which others on the machine do not take;
 * the best of several.
 */
function matrixProductRate(size: number): number {
  const a = randn([size, size]);
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5; attempt++) {
    const started = process.cpuUsage();
    // Some fifty milliseconds, of which the system's clock of processor time tells a hundredth apart.
    for (let i = 0; i < PRODUCTS; i++) a.matmul(a).select(0, 0).select(0, 0).item();
    const { user, system } = process.cpuUsage(started);
    best = Math.min(best, (user + system) / 1e6 / PRODUCTS);
  }
  return (2 * size ** 3) / best / GIGA;
}

function hand(): Finding {
  try {
    const model = findHandModel({});
    const count = model.template.length / 3;
    const builtin = model.name.startsWith('builtin');
    return {
      name: 'hand',
      status: 'ok',
      found: `${model.name}, ${count} vertices`,
      mend: builtin
        ? 'for DexYCB and HO3D, set MANO_DIR to the folder of MANO_RIGHT.pkl (mano.is.tue.mpg.de)'
        : undefined,
    };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return {
      name: 'hand',
      // The demo has the built-in hand: it does not want for this one.
      status: 'warning',
      found,
      mend: 'for DexYCB and HO3D, set MANO_DIR to the folder of MANO_RIGHT.pkl, or unset it',
    };
  }
}

function disk(): Finding {
  const { bavail, bsize } = statfsSync('.');
  const free = (bavail * bsize) / GIGA;
  return {
    name: 'disk',
    status: free < LITTLE_DISK ? 'warning' : 'ok',
    found: `${free.toFixed(0)} GB free here`,
    mend: free < LITTLE_DISK ? 'the demo needs 2 GB, a DexYCB run hundreds' : undefined,
  };
}
