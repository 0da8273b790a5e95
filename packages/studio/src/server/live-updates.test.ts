import { EventEmitter } from 'node:events';
import type { WebSocket } from '@fastify/websocket';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveUpdates, type Watch } from './live-updates.js';
import { pollState } from './poll-state.js';

/** A page's end of a socket that reads as slowly as one likes. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  /** Bytes that the page has yet to read. */
  bufferedAmount = 0;
  readonly got: unknown[] = [];
  ended: number | 'cut' | null = null;

  send(text: string): void {
    this.got.push(JSON.parse(text));
  }

  close(code: number): void {
    this.#end(code);
  }

  terminate(): void {
    this.#end('cut');
  }

  say(message: unknown): void {
    this.emit('message', JSON.stringify(message));
  }

  #end(how: number | 'cut'): void {
    if (this.ended !== null) return;
    this.ended = how;
    this.readyState = 3;
    this.emit('close');
  }
}

let live: LiveUpdates;
/** Pushes a value to all who watch; null while nobody does. */
let push: ((value: unknown) => void) | null;
let watches: number;

beforeEach(() => {
  vi.useFakeTimers();
  live = new LiveUpdates(
    (token) => token === 'right',
    (error) => ({ kind: 'internal', message: String(error) }),
  );
  [push, watches] = [null, 0];
  const watch: Watch = (_, send) => {
    watches++;
    push = send;
    return () => {
      push = null;
    };
  };
  live.provide('clock', watch);
});
afterEach(() => {
  vi.useRealTimers();
});

async function page(topic = 'clock:wall'): Promise<FakeSocket> {
  const socket = new FakeSocket();
  live.accept(socket as unknown as WebSocket);
  socket.say({ type: 'token', token: 'right' });
  socket.say({ type: 'watch', topic });
  await vi.advanceTimersByTimeAsync(0);
  return socket;
}

const values = ({ got }: FakeSocket) =>
  got.flatMap((each) =>
    (each as { type: string }).type === 'update' ? [(each as { value: unknown }).value] : [],
  );

describe('two tabs at one topic', () => {
  it('share one watch, which the last that leaves ends', async () => {
    const one = await page();
    push?.('first');
    const other = await page();
    push?.('second');
    expect([watches, values(one), values(other)]).toEqual([1, ['first', 'second'], ['first', 'second']]);
    one.close(1000);
    await vi.advanceTimersByTimeAsync(0);
    push?.('third');
    expect(values(other)).toEqual(['first', 'second', 'third']);
    other.say({ type: 'leave', topic: 'clock:wall' });
    await vi.advanceTimersByTimeAsync(0);
    expect(push).toBeNull();
  });
});

describe('what is looked at', () => {
  it('is told when it changes, and why no more comes once it cannot be looked at', async () => {
    let look = () => 'one';
    live.provide('file', (_, send, fail) => pollState(() => look(), 100, send, fail));
    const socket = await page('file:list');
    await vi.advanceTimersByTimeAsync(250);
    expect(values(socket)).toEqual(['one']);
    look = () => 'two';
    await vi.advanceTimersByTimeAsync(100);
    expect(values(socket)).toEqual(['one', 'two']);
    look = () => {
      throw new Error('damaged');
    };
    await vi.advanceTimersByTimeAsync(300);
    const failure = { kind: 'internal', message: 'Error: damaged' };
    expect(socket.got.slice(3)).toEqual([{ type: 'failed', topic: 'file:list', failure }]);
    socket.close(1000);
    expect(vi.getTimerCount()).toBe(0);
    // Who asks anew has it looked at anew.
    look = () => 'mended';
    const other = await page('file:list');
    expect(values(other)).toEqual(['mended']);
    other.close(1000);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('bounds', () => {
  it('cuts off a page that does not read, and no other', async () => {
    const [slow, quick] = [await page(), await page()];
    slow.bufferedAmount = 8 * 2 ** 20 + 1;
    push?.('value');
    expect([slow.ended, quick.ended]).toEqual(['cut', null]);
    expect([values(slow), values(quick)]).toEqual([[], ['value']]);
    push?.('next');
    expect(values(quick)).toEqual(['value', 'next']);
  });

  it('waits five seconds for the token', async () => {
    const silent = new FakeSocket();
    live.accept(silent as unknown as WebSocket);
    const known = await page();
    await vi.advanceTimersByTimeAsync(4999);
    expect(silent.ended).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect([silent.ended, known.ended]).toEqual([1008, null]);
  });

  it('takes 32 pages, and another once one has left', async () => {
    const pages: FakeSocket[] = [];
    for (let i = 0; i < 32; i++) pages.push(await page());
    expect((await page()).ended).toBe(1013);
    pages[0].close(1000);
    expect((await page()).ended).toBeNull();
  });

  it('watches 32 topics for a page', async () => {
    const socket = await page('clock:0');
    for (let i = 1; i < 40; i++) socket.say({ type: 'watch', topic: `clock:${i}` });
    await vi.advanceTimersByTimeAsync(0);
    expect(watches).toBe(32);
  });
});
