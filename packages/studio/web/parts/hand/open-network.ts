import { fetchBytes } from '../api/call.js';
import { HandNetwork } from './hand-network.js';

let opened: { id: string; network: HandNetwork } | null = null;

/** The network of an id (`ModelListing`), on the processor; the last one stays open. */
export async function openNetwork(id: string): Promise<HandNetwork> {
  if (opened?.id === id) return opened.network;
  const path = `api/models/${id.split('/').map(encodeURIComponent).join('/')}`;
  const bytes = new Uint8Array(await (await fetchBytes(path)).arrayBuffer());
  const network = await HandNetwork.open(bytes, 'WASM');
  const before = opened;
  opened = { id, network };
  await before?.network.close();
  return network;
}
