import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Who may ask: pages that this server has sent, on this machine, that know the start's token. */
export class Access {
  /** Of this start; in the address that is printed. */
  readonly token = randomBytes(24).toString('base64url');
  readonly #proxy: URL | null;

  /** @param publicUrl under which a proxy serves the studio; null without one. */
  constructor(publicUrl: string | null) {
    this.#proxy = publicUrl === null ? null : new URL(publicUrl);
  }

  /**
   * Whether a request names this machine. A foreign name that was made to resolve to loopback (DNS rebinding)
   * does not; the port is not looked at, because a tunnel may have another one.
   */
  allowsHost(host: string | undefined): boolean {
    if (host === undefined) return false;
    if (this.#proxy !== null && host === this.#proxy.host) return true;
    const name = /^(\[[0-9a-f:]+\]|[^:]+)(:\d{1,5})?$/i.exec(host)?.[1];
    return name !== undefined && LOOPBACK.has(name.toLowerCase());
  }

  /**
   * Whether the page that asks is one of this server's. Browsers leave the header out where a page asks its
   * own server for a file.
   */
  allowsOrigin(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined) return true;
    return origin === `http://${host}` || (this.#proxy !== null && origin === this.#proxy.origin);
  }

  knowsToken(token: string | undefined): boolean {
    return token !== undefined && same(token, this.token);
  }

  /** Opens one thing for reading, and nothing else: for frames and links, which cannot send the token. */
  ticket(what: string): string {
    return createHmac('sha256', this.token).update(what).digest('base64url');
  }

  accepts(ticket: string, what: string): boolean {
    return same(ticket, this.ticket(what));
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
