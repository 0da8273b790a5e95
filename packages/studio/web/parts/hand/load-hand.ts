import { type HandModel, type PackedHand, unpackHand } from 'handbooster/browser';
import { fetchBytes } from '../api/call.js';

const loaded = new Map<string, Promise<HandModel>>();

/** The hand model of a run; each is fetched once. */
export function loadHand(source: string): Promise<HandModel> {
  let hand = loaded.get(source);
  if (hand === undefined) {
    hand = fetchBytes(`api/hands/${encodeURIComponent(source)}`)
      .then((blob) => blob.text())
      .then((text) => unpackHand(JSON.parse(text) as PackedHand));
    loaded.set(source, hand);
    hand.catch(() => loaded.delete(source));
  }
  return hand;
}
