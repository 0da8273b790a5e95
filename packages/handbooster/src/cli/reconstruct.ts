import { Command, Option } from 'commander';
import { InputError } from '../geometry/input-error.js';
import { findHandModel } from '../hand/index.js';
import { reconstructPhoto } from '../pipeline/photo/reconstruct-photo.js';
import { loadNetwork, prepareForPrediction, shippedNetwork } from '../reconstruction/index.js';
import type { Box } from '../reconstruction/photo/index.js';

interface Flags {
  weights?: string;
  hand: string;
  side: 'left' | 'right';
  box?: string;
  camera?: string;
  output: string;
}

export function reconstructCommand(): Command {
  return new Command('reconstruct')
    .description('The 3D hand of a photo: overlay PNG, mesh as GLB and OBJ, joints as JSON')
    .argument('<images...>', 'photos with one hand each')
    .option('--weights <file>', 'a network of ours (default: the one that is shipped)')
    .option(
      '--hand <model>',
      'the hand it was trained with: builtin, mano (found by MANO_DIR), or a path',
      'builtin',
    )
    .addOption(new Option('--side <side>', 'which hand it is').choices(['right', 'left']).default('right'))
    .option(
      '--box <x,y,w,h>',
      'where the hand is, pixels, with half its size around it (default: looked for)',
    )
    .option('--camera <fx,fy,cx,cy>', 'pixels (default: guessed)')
    .option('-o, --output <folder>', 'where the files go', '.')
    .action(async (images: string[], flags: Flags) => {
      const hand = findHandModel(flags.hand === 'mano' ? {} : { path: flags.hand });
      const box = flags.box === undefined ? null : (numbers('--box', flags.box) as unknown as Box);
      const camera = flags.camera === undefined ? null : cameraOf(numbers('--camera', flags.camera));
      const network = loadNetwork(flags.weights ?? shippedNetwork(), hand);
      prepareForPrediction(network);
      try {
        for (const image of images) {
          const { side, output } = flags;
          const result = await reconstructPhoto(image, network, hand, { side, box, camera, output });
          process.stdout.write(report(result));
        }
      } finally {
        network.dispose();
      }
    });
}

function report({
  image,
  hand,
  agreement,
  cameraGuessed,
  files,
}: Awaited<ReturnType<typeof reconstructPhoto>>): string {
  const place = [...hand.box].map((value) => Math.round(value)).join(',');
  const where =
    agreement === null
      ? `box ${place} as given`
      : `box ${place} found (${Math.round(100 * agreement)} % of the places looked at agree; not a detector, give --box where it is wrong)`;
  const distance = `${(100 * hand.wrist[2]).toFixed(0)} cm away`;
  const camera = cameraGuessed
    ? `${distance} if the guessed camera is right (focal length ${Math.round(hand.camera.fx)} pixels; give --camera)`
    : distance;
  return `${image}: ${hand.side} hand, ${where}, ${camera}\n${files.map((file) => `  ${file}\n`).join('')}`;
}

function numbers(flag: string, text: string): number[] {
  const list = text.split(',').map(Number);
  if (list.length === 4 && list.every(Number.isFinite)) return list;
  throw new InputError(`${flag}: expected four numbers with commas between, found ${text}`);
}

function cameraOf([fx, fy, cx, cy]: number[]) {
  if (!(fx > 0 && fy > 0))
    throw new InputError(`--camera: expected focal lengths above 0, found ${fx}, ${fy}`);
  return { fx, fy, cx, cy };
}
