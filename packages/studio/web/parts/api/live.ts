import { signal } from '@preact/signals';
import type { CallFailure, ToPage, ToServer } from '../../../src/api/calls.js';
import { takeToken } from './token.js';

const LONGEST_WAIT_MS = 8000;

interface Watcher {
  update(value: unknown): void;
  fail?(failure: CallFailure): void;
}

/** Whether the socket is up; a page says so where it is not. */
export const connected = signal(true);

const watchers = new Map<string, Set<Watcher>>();
let socket: WebSocket | null = null;
let ready = false;
let wait = 500;

/**
 * Watches a topic until the function that it gives back is called; after a break it is watched again by
 * itself.
 */
export function watch<Value>(
  topic: string,
  update: (value: Value) => void,
  fail?: (failure: CallFailure) => void,
): () => void {
  const watcher: Watcher = { update: update as (value: unknown) => void, fail };
  const known = watchers.get(topic);
  if (known !== undefined) {
    known.add(watcher);
    // The server tells the newest value to who joins.
    say({ type: 'watch', topic });
  } else {
    watchers.set(topic, new Set([watcher]));
    if (socket === null) connect();
    else say({ type: 'watch', topic });
  }
  return () => {
    const set = watchers.get(topic);
    set?.delete(watcher);
    if (set?.size === 0) {
      watchers.delete(topic);
      say({ type: 'leave', topic });
    }
  };
}

function say(message: ToServer): void {
  if (ready) socket?.send(JSON.stringify(message));
}

function connect(): void {
  const url = new URL('api/live', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  socket = new WebSocket(url);
  socket.onopen = () => socket?.send(JSON.stringify({ type: 'token', token: takeToken() }));
  socket.onmessage = ({ data }) => {
    const message: ToPage = JSON.parse(data);
    if (message.type === 'ready') {
      [ready, wait, connected.value] = [true, 500, true];
      for (const topic of watchers.keys()) say({ type: 'watch', topic });
    } else if (message.type === 'update') {
      for (const { update } of watchers.get(message.topic) ?? []) update(message.value);
    } else {
      for (const { fail } of watchers.get(message.topic) ?? []) fail?.(message.failure);
    }
  };
  socket.onclose = () => {
    [socket, ready, connected.value] = [null, false, false];
    setTimeout(() => {
      if (socket === null) connect();
    }, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  };
}
