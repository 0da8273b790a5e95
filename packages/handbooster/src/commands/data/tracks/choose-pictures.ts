import { Random } from '@handbooster/torch';
import type { PictureTrack, ShownPicture } from './picture-track.js';

/**
 * Some pictures to look at: objects in turn, of each its sequences and cameras in random order, of these any
 * labelled picture. The same for the same seed. Fewer than `count` where there are not as many.
 */
export async function choosePictures(
  tracks: readonly PictureTrack[],
  count: number,
  seed: number,
): Promise<ShownPicture[]> {
  const random = new Random(seed, 'data-sheet');
  const byObject = new Map<string | null, PictureTrack[]>();
  for (const track of tracks) {
    if (track.labelled === 0) continue;
    const list = byObject.get(track.object);
    if (list === undefined) byObject.set(track.object, [track]);
    else list.push(track);
  }
  const piles = [...byObject].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)).map(([, list]) => list);
  const decks = piles.map((list) =>
    random.shuffle([...list]).map((track) => ({ track, left: [...Array(track.labelled).keys()] })),
  );
  const chosen: ShownPicture[] = [];
  for (let turn = 0; chosen.length < count && decks.some((deck) => deck.length > 0); turn++) {
    const deck = decks[turn % decks.length];
    const top = deck.shift();
    if (top === undefined) continue;
    const [frame] = top.left.splice(random.integer(top.left.length), 1);
    if (top.left.length > 0) deck.push(top);
    const picture = await top.track.show(frame);
    if (picture !== null) chosen.push(picture);
  }
  return chosen;
}
