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
  find: 'auto' | 'landmarks' | 'network';
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
        'which hand it is; auto: as the landmarks say, else the one whose answer is steadier',
        ['right', 'left', 'auto'],
        'auto',
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
    .addOption(
      choiceFlag(
        '--find <how>',
        'who looks for the hand: landmarks (needs @mediapipe/hands and onnxruntime-web), the network itself, or auto: landmarks where they are installed',
        ['auto', 'landmarks', 'network'],
        'auto',
      ),
    )
    .option('-o, --output <folder>', 'where the files go', '.')
    .action(async (images: string[], { weights, hand, side, box, camera, output, find }: Flags) => {
      await reconstructPhotos(images, {
        weights,
        hand,
        side,
        box: box === undefined ? null : (box as unknown as Box),
        camera: camera === undefined ? null : cameraOf(camera),
        output,
        find,
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
  const { image, hand, others, sideGuessed, boxGiven, cameraGuessed, files } = result;
  const side = sideGuessed ? `${hand.side} hand (guessed)` : `${hand.side} hand`;
  const where = `box ${corners(hand.box)} ${boxGiven ? 'as given' : 'found'}`;
  const distance = `${(100 * hand.wrist[2]).toFixed(0)} cm away`;
  const camera = cameraGuessed
    ? `${distance} if the guessed camera is right (focal length ${Math.round(hand.camera.fx)} pixels; give --camera)`
    : distance;
  const lines = [`${image}: ${side}, ${where}, ${camera}`, `  ${judgement(result)}`];
  if (others.length > 0) {
    lines.push(`  more hands, maybe: ${others.map((box) => `--box ${corners(box)}`).join(', ')}`);
  }
  return [...lines, ...files.map((file) => `  ${file}`), ''].join('\n');
}

/** Whose answer it is, and how far to trust it. */
function judgement({
  from,
  presence,
  distance,
  sure,
  steady,
  spread,
  boxGiven,
}: PhotoReconstruction): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const moves = `its joints move by ${percent(spread)} of the hand when the box is moved a little`;
  const hint = boxGiven ? 'try another box or --side' : 'give --box where there is one';
  if (presence === null) {
    return steady
      ? `the network's, a steady answer: ${moves}`
      : `NOT SURE, the network's: ${moves}; no hand there, or none like those the network knows (${hint})`;
  }
  if (presence === 0)
    return `NOT SURE, the network's: no landmarks of a hand were found, and ${moves} (${hint})`;
  const apart = `network and landmarks are ${percent(distance ?? 0)} of the hand apart`;
  const whose = from === 'network' ? "the network's" : 'the hand model fitted to 21 landmarks';
  return sure
    ? `${whose}: landmarks ${percent(presence)} sure of a hand; ${apart}`
    : `NOT SURE, ${whose}: landmarks ${percent(presence)} sure of a hand; ${apart} (${hint})`;
}

function corners(box: Box): string {
  return [...box].map((value) => Math.round(value)).join(',');
}
