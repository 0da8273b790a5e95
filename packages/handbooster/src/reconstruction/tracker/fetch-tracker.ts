import type { HandModel } from '../../hand/model/hand-model.js';
import { type PackedHand, unpackHand } from '../../hand/model/packed-hand.js';

/** What a tracker is made of, fetched. */
export interface FetchedTracker {
  palms: Uint8Array;
  landmarks: Uint8Array;
  hand: HandModel;
}

const MEND = '`handbooster export tracker` writes the folder that `model` is the address of';

/**
 * Fetches the files that `handbooster export tracker` has written.
 *
 * @throws Error naming the address that does not answer, or answers with something else
 */
export async function fetchTracker(model: string): Promise<FetchedTracker> {
  const [palms, landmarks, packed] = await Promise.all(
    ['palms.onnx', 'landmarks.onnx', 'hand.json'].map((name) => fetchFile(addressOf(model, name))),
  );
  return { palms, landmarks, hand: handOf(packed, addressOf(model, 'hand.json')) };
}

/** Address of a file of the tracker. */
export const addressOf = (model: string, name: string) => `${model.replace(/\/$/, '')}/${name}`;

async function fetchFile(address: string): Promise<Uint8Array> {
  const answer = await fetch(address).catch((error: Error) => {
    throw new Error(`${address}: nothing can be fetched from there (${error.message}); ${MEND}`);
  });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}; ${MEND}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** What was expected at an address, and what is there, for people. */
export function wrongFile(address: string, expected: string, found: Uint8Array, why: unknown): Error {
  const start = new TextDecoder().decode(found.subarray(0, 200)).trimStart().toLowerCase();
  const what = start.startsWith('<')
    ? 'found a web page (servers of pages answer so to addresses that they do not know)'
    : found.length === 0
      ? 'found an empty file'
      : `found ${found.length} bytes of something else (${why instanceof Error ? why.message : why})`;
  return new Error(`${address}: expected ${expected}, ${what}; ${MEND}`);
}

function handOf(packed: Uint8Array, address: string): HandModel {
  try {
    return unpackHand(JSON.parse(new TextDecoder().decode(packed)) as PackedHand);
  } catch (error) {
    throw wrongFile(address, 'a hand model', packed, error);
  }
}
