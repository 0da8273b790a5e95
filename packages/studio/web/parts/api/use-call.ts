import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CallBody, CallName, CallReply } from '../../../src/api/calls.js';
import { call } from './call.js';

/**
 * A call as a page shows it: at work, answered, or failed; an older answer stays until the newer one is
 * there.
 */
export interface Asked<Reply> {
  value: Reply | null;
  error: Error | null;
  busy: boolean;
  again(): void;
}

/** Asks whenever the body changes, and drops answers that came too late. A null body asks nothing. */
export function useCall<Name extends CallName>(
  name: Name,
  body: CallBody<Name> | null,
): Asked<CallReply<Name>> {
  const [state, setState] = useState<Omit<Asked<CallReply<Name>>, 'again'>>({
    value: null,
    error: null,
    busy: true,
  });
  const [round, setRound] = useState(0);
  const key = JSON.stringify(body);
  useEffect(() => {
    if (body === null) return;
    const stop = new AbortController();
    setState(({ value }) => ({ value, error: null, busy: true }));
    call(name, body, stop.signal).then(
      (value) => stop.signal.aborted || setState({ value, error: null, busy: false }),
      (error) => stop.signal.aborted || setState({ value: null, error, busy: false }),
    );
    return () => stop.abort();
  }, [name, key, round]);
  return { ...state, again: useCallback(() => setRound((n) => n + 1), []) };
}
