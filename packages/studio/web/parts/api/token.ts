/** One a path: a proxy may serve several studios under one name. */
const KEY = `handbooster-token ${new URL('.', document.baseURI).pathname}`;

/**
 * The token of this start. It comes in the address that the studio prints, after the `#`, which a browser
 * sends to nobody; it is kept for this origin, so that other tabs have it too, and is taken out of the
 * address.
 */
export function takeToken(): string {
  const given = /^#token=([\w-]+)(?:&(.*))?$/.exec(location.hash);
  if (given !== null) {
    localStorage.setItem(KEY, given[1]);
    history.replaceState(null, '', `${location.pathname}${given[2] ? `#${given[2]}` : ''}`);
  }
  return localStorage.getItem(KEY) ?? '';
}
