import type { WebSocket } from '@fastify/websocket';
import type { CallFailure, ToPage, ToServer } from '../api/calls.js';

/**
 * Begins to watch; gives back what ends it. `push` sends a value to all who watch, `fail` says why no more
 * will come.
 */
export type Watch = (
  argument: string,
  push: (value: unknown) => void,
  fail: (error: unknown) => void,
) => (() => void) | Promise<() => void>;

/** Bytes that a page may leave unread before it is cut off: it connects anew and gets the newest values. */
const MOST_UNREAD = 8 * 2 ** 20;
const MOST_SOCKETS = 32;
const MOST_TOPICS = 32;
const HELLO_MS = 5000;

interface Watched {
  sockets: Set<WebSocket>;
  last: { value: unknown } | null;
  end: Promise<() => void>;
}

/** Live values over one socket a page: a topic is watched once, however many pages look at it. */
export class LiveUpdates {
  readonly #watches = new Map<string, Watch>();
  readonly #watched = new Map<string, Watched>();
  readonly #sockets = new Set<WebSocket>();

  constructor(
    readonly knowsToken: (token: string) => boolean,
    readonly failureOf: (error: unknown) => CallFailure,
  ) {}

  /** @param kind a topic's name up to the first colon; what follows is handed to the watch. */
  provide(kind: string, watch: Watch): void {
    this.#watches.set(kind, watch);
  }

  accept(socket: WebSocket): void {
    if (this.#sockets.size >= MOST_SOCKETS) {
      socket.close(1013, 'too many pages');
      return;
    }
    this.#sockets.add(socket);
    const topics = new Set<string>();
    let known = false;
    const late = setTimeout(() => known || socket.close(1008, 'no token'), HELLO_MS);
    const greet = (message: ToServer) => {
      known = message.type === 'token' && this.knowsToken(message.token);
      if (known) send(socket, { type: 'ready' });
      else socket.close(1008, 'token');
    };
    const follow = (message: ToServer) => {
      if (message.type === 'watch' && topics.size < MOST_TOPICS) {
        topics.add(message.topic);
        this.#join(message.topic, socket);
      } else if (message.type === 'leave') {
        topics.delete(message.topic);
        this.#leave(message.topic, socket);
      }
    };
    socket.on('message', (data) => {
      const message = parse(String(data));
      if (message === null) socket.close(1003, 'not understood');
      else if (known) follow(message);
      else greet(message);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearTimeout(late);
      this.#sockets.delete(socket);
      for (const topic of topics) this.#leave(topic, socket);
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #join(topic: string, socket: WebSocket): void {
    const known = this.#watched.get(topic);
    if (known !== undefined) {
      known.sockets.add(socket);
      if (known.last !== null) send(socket, { type: 'update', topic, value: known.last.value });
      return;
    }
    const [kind] = topic.split(':', 1);
    const watch = this.#watches.get(kind);
    if (watch === undefined) {
      const failure: CallFailure = { kind: 'missing', message: `nothing to watch by the name ${topic}` };
      send(socket, { type: 'failed', topic, failure });
      return;
    }
    const watched: Watched = { sockets: new Set([socket]), last: null, end: Promise.resolve(() => {}) };
    this.#watched.set(topic, watched);
    const push = (value: unknown) => {
      watched.last = { value };
      for (const each of watched.sockets) send(each, { type: 'update', topic, value });
    };
    const fail = (error: unknown) => {
      if (this.#watched.get(topic) === watched) this.#watched.delete(topic);
      const failure = this.failureOf(error);
      for (const each of watched.sockets) send(each, { type: 'failed', topic, failure });
    };
    watched.end = Promise.resolve()
      .then(() => watch(topic.slice(kind.length + 1), push, fail))
      .catch((error) => {
        fail(error);
        return () => {};
      });
  }

  #leave(topic: string, socket: WebSocket): void {
    const watched = this.#watched.get(topic);
    watched?.sockets.delete(socket);
    if (watched === undefined || watched.sockets.size > 0) return;
    this.#watched.delete(topic);
    void watched.end.then((end) => end());
  }
}

function send(socket: WebSocket, message: ToPage): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
  else socket.send(JSON.stringify(message));
}

function parse(text: string): ToServer | null {
  try {
    const message = JSON.parse(text);
    if (message?.type === 'token' && typeof message.token === 'string') return message;
    const known = message?.type === 'watch' || message?.type === 'leave';
    return known && typeof message.topic === 'string' && message.topic.length <= 500 ? message : null;
  } catch {
    return null;
  }
}
