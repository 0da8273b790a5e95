import { Command } from 'commander';
import { photoScores } from '../../../commands/evaluate/photo-scores.js';
import { handFlag } from '../../flags/hand-flag.js';
import { pathFlag } from '../../flags/path-flag.js';
import { photoTable } from '../../tables/photo-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  weights?: string;
  hand: string;
  json?: boolean;
}

export function evaluatePhotosCommand(terminal: Terminal): Command {
  return new Command('photos')
    .description(
      'How near `reconstruct` comes to joints that people annotated in real photos, and whether it knows',
    )
    .argument('<folder>', 'photos and their photos.json, as scripts/gather-hand-photos.mjs writes them')
    .addOption(
      pathFlag('--weights <file>', 'a network of ours (default: the one that is shipped)', { kind: 'file' }),
    )
    .addOption(handFlag('the hand it was trained with', 'builtin'))
    .option('--json', 'the answer as JSON')
    .action(async (folder: string, { json, ...flags }: Flags) => {
      const { progress, signal } = terminal;
      const scores = await photoScores(folder, { ...flags, progress, signal });
      if (json) terminal.printJson(scores);
      else terminal.print(photoTable(scores));
    });
}
