import { signal } from '@preact/signals';
import type { Session, Source } from '../../../src/api/session.js';
import { call } from './call.js';
import { watch } from './live.js';

/** What there is to see; null until the server has answered. */
export const session = signal<Session | null>(null);
export const sessionError = signal<Error | null>(null);

export async function startSession(): Promise<void> {
  sessionError.value = null;
  try {
    session.value = await call('session', {});
  } catch (error) {
    sessionError.value = error as Error;
    return;
  }
  watch<Source[]>('sources', (sources) => {
    if (session.value !== null) session.value = { ...session.value, sources };
  });
}
