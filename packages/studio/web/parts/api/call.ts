import { signal } from '@preact/signals';
import type { CallBody, CallFailure, CallName, CallReply } from '../../../src/api/calls.js';
import { takeToken } from './token.js';

/** Whether the server has refused this page's token: the studio was started anew. */
export const lockedOut = signal(false);

/** Why a call has no answer, in words. */
export class CallError extends Error {
  constructor(readonly failure: CallFailure) {
    super(failure.message);
  }
}

/** Asks the server. @throws CallError with words for people */
export async function call<Name extends CallName>(
  name: Name,
  body: CallBody<Name>,
  signal?: AbortSignal,
): Promise<CallReply<Name>> {
  const answer = await ask(`api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  return answer.json();
}

/**
 * Fetches bytes that only this start's pages may read.
 * @param path relative to the page.
 * @throws CallError
 */
export async function fetchBytes(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await ask(path, { signal })).blob();
}

/** Sends bytes of a kind that the server takes there. @throws CallError */
export async function sendBytes(path: string, bytes: Blob, signal?: AbortSignal): Promise<void> {
  await ask(path, { method: 'POST', headers: { 'content-type': bytes.type }, body: bytes, signal });
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, authorization: `Bearer ${takeToken()}` };
  const answer = await fetch(path, { ...init, headers }).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new CallError({ kind: 'busy', message: 'The studio does not answer. Is it still running?' });
  });
  if (answer.ok) return answer;
  const failure: CallFailure = await answer
    .json()
    .catch(() => ({ kind: 'internal', message: `The studio answered ${answer.status}.` }));
  if (failure.kind === 'token') lockedOut.value = true;
  throw new CallError(failure);
}
