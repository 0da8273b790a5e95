import { basename, extname } from 'node:path';
import { Command, Option } from 'commander';
import { InputError } from '../base/errors/input-error.js';
import { type PhotoReconstruction, reconstructPhoto } from '../commands/photo/reconstruct-photo.js';
import type { Box } from '../geometry/camera.js';
import { findHandModel } from '../hand/model/find-hand-model.js';
import { prepareForPrediction } from '../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../reconstruction/weights/network-file.js';
import { shippedNetwork } from '../reconstruction/weights/shipped-weights.js';

interface Flags {
  weights?: string;
  hand: string;
  side: 'left' | 'right' | 'auto';
  box?: string;
  camera?: string;
  output: string;
}

export function reconstructCommand(): Command {
  return new Command('reconstruct')
    .description('The 3D hand of a photo: overlay PNG, mesh as GLB and OBJ, joints as JSON')
    .argument('<images...>', 'photos; one hand of each is taken')
    .option('--weights <file>', 'a network of ours (default: the one that is shipped)')
    .option(
      '--hand <model>',
      'the hand it was trained with: builtin, mano (found by MANO_DIR), or a path',
      'builtin',
    )
    .addOption(
      new Option('--side <side>', 'which hand it is; auto takes the one whose answer is steadier')
        .choices(['right', 'left', 'auto'])
        .default('right'),
    )
    .option(
      '--box <x,y,w,h>',
      'where the hand is, pixels of the upright photo, with a quarter of its size on each side (default: looked for)',
    )
    .option('--camera <fx,fy,cx,cy>', 'pixels (default: guessed)')
    .option('-o, --output <folder>', 'where the files go', '.')
    .action(async (images: string[], flags: Flags) => {
      checkNames(images);
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

function report(result: PhotoReconstruction): string {
  const { image, hand, agreement, spread, steady, others, sideGuessed, cameraGuessed, files } = result;
  const side = sideGuessed ? `${hand.side} hand (guessed)` : `${hand.side} hand`;
  const where = `box ${corners(hand.box)} ${agreement === null ? 'as given' : 'found'}`;
  const distance = `${(100 * hand.wrist[2]).toFixed(0)} cm away`;
  const camera = cameraGuessed
    ? `${distance} if the guessed camera is right (focal length ${Math.round(hand.camera.fx)} pixels; give --camera)`
    : distance;
  const lines = [`${image}: ${side}, ${where}, ${camera}`];
  const moves = `its joints move by ${(100 * spread).toFixed(0)} % of the hand when the box is moved a little`;
  if (steady) lines.push(`  steady answer: ${moves}`);
  else {
    const hint = agreement === null ? 'try another box or --side' : 'give --box where there is one';
    lines.push(`  NOT SURE: ${moves}; no hand there, or none like those the network knows (${hint})`);
  }
  if (others.length > 0) {
    const boxes = others.map(({ box }) => `--box ${corners(box)}`).join(', ');
    lines.push(`  more hands, maybe: ${boxes}`);
  }
  return [...lines, ...files.map((file) => `  ${file}`), ''].join('\n');
}

function corners(box: Box): string {
  return [...box].map((value) => Math.round(value)).join(',');
}

/** Files are named after photos: two of one name would overwrite each other. */
function checkNames(images: readonly string[]): void {
  const names = new Map<string, string>();
  for (const image of images) {
    const name = basename(image, extname(image));
    const other = names.get(name);
    if (other !== undefined) {
      throw new InputError(
        `${other} and ${image} would both write ${name}-hand.*: reconstruct them apart, with -o`,
      );
    }
    names.set(name, image);
  }
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
