import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { StudioInBrowser } from './studio-in-browser.js';

export interface ProxiedStudio {
  studio: StudioInBrowser;
  close(): Promise<void>;
}

/**
 * A studio that another server serves under a path, as clusters do, sockets too.
 *
 * @param prefix the path, with a slash at both ends.
 * @param whole whether the path is handed on as it came, or without the prefix.
 */
export async function openBehindProxy(
  folders: readonly string[],
  prefix: string,
  whole: boolean,
): Promise<ProxiedStudio> {
  const proxy = createServer();
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const publicUrl = `http://localhost:${(proxy.address() as AddressInfo).port}${prefix}`;
  const studio = await StudioInBrowser.open(folders, { publicUrl });
  const port = Number(/-L (\d+):/.exec(studio.studio.tunnel)?.[1]);
  const to = ({ url = '' }: IncomingMessage) => {
    if (!url.startsWith(prefix)) return null;
    return whole ? url : url.slice(prefix.length - 1);
  };
  proxy.on('request', (asked: IncomingMessage, reply: ServerResponse) => {
    const path = to(asked);
    if (path === null) return reply.writeHead(404).end();
    const { method, headers } = asked;
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(reply);
    });
    sent.on('error', () => reply.destroy());
    asked.pipe(sent);
  });
  proxy.on('upgrade', (asked: IncomingMessage, socket: Socket, head: Buffer) => {
    const path = to(asked);
    const studioSocket = connect(port, '127.0.0.1', () => {
      const lines = [`${asked.method} ${path} HTTP/1.1`];
      for (let i = 0; i < asked.rawHeaders.length; i += 2) {
        lines.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
      }
      studioSocket.write(`${lines.join('\r\n')}\r\n\r\n`);
      studioSocket.write(head);
      socket.pipe(studioSocket).pipe(socket);
    });
    for (const each of [socket, studioSocket]) each.on('error', () => each.destroy());
  });
  return {
    studio,
    close: async () => {
      await studio.close();
      proxy.closeAllConnections();
      await new Promise((done) => proxy.close(done));
    },
  };
}
