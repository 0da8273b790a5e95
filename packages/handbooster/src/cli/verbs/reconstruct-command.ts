import { Command } from 'commander';
import type { PhotoReconstruction } from '../../commands/photo/reconstruct-photo.js';
import { reconstructPhotos } from '../../commands/photo/reconstruct-photos.js';
import type { Box } from '../../geometry/camera.js';
import { choiceFlag } from '../flags/choice-flag.js';
import { handFlag } from '../flags/hand-flag.js';
import { numberListFlag } from '../flags/number-list-flag.js';
import { pathFlag } from '../flags/path-flag.js';
import type { Terminal } from '../terminal/terminal.js';

interface Flags {
  weights?: string;
  hand: string;
  side: 'left' | 'right' | 'auto';
  box?: number[];
  camera?: number[];
  output: string;
}

export function reconstructCommand(terminal: Terminal): Command {
  return new Command('reconstruct')
    .argument('<images...>', 'photos; one hand of each is taken')
    .addOption(
      pathFlag('--weights <file>', 'a network of ours (default: the one that is shipped)', { kind: 'file' }),
    )
    .addOption(handFlag('the hand it was trained with', 'builtin'))
    .addOption(
      choiceFlag(
        '--side <side>',
        'which hand it is; auto takes the one whose answer is steadier',
        ['right', 'left', 'auto'],
        'right',
      ),
    )
    .addOption(
      numberListFlag(
        '--box <x,y,w,h>',
        'where the hand is, pixels of the upright photo, with a quarter of its size on each side (default: looked for)',
        { length: 4, expects: 'four numbers with commas between' },
      ),
    )
    .addOption(
      numberListFlag('--camera <fx,fy,cx,cy>', 'pixels (default: guessed)', {
        length: 4,
        expects: 'four numbers with commas between, focal lengths above 0',
        accept: ([fx, fy]) => fx > 0 && fy > 0,
      }),
    )
    .option('-o, --output <folder>', 'where the files go', '.')
    .action(async (images: string[], { weights, hand, side, box, camera, output }: Flags) => {
      await reconstructPhotos(images, {
        weights,
        hand,
        side,
        box: box === undefined ? null : (box as unknown as Box),
        camera: camera === undefined ? null : cameraOf(camera),
        output,
        onPhoto: (result) => terminal.print(describe(result)),
        progress: terminal.progress,
        signal: terminal.signal,
      });
    });
}

function cameraOf([fx, fy, cx, cy]: readonly number[]) {
  return { fx, fy, cx, cy };
}

function describe(result: PhotoReconstruction): string {
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
