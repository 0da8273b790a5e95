import { signal } from '@preact/signals';

/** Where the page is: all of it is in the address, so that a link leads to any view. */
export interface Place {
  /** A page's name. */
  page: string;
  params: Readonly<Record<string, string>>;
}

export const place = signal<Place>(readPlace());

addEventListener('hashchange', () => {
  place.value = readPlace();
});

/** The address of a view. The hash alone: whatever path the studio is served under, it works. */
export function hrefOf(
  page: string,
  params: Readonly<Record<string, string | null | undefined>> = {},
): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return `#/${page}${query && `?${query}`}`;
}

/**
 * Goes to a view.
 * @param replace does not leave the present one in the history: for what changes while one types or drags.
 */
export function go(
  page: string,
  params: Readonly<Record<string, string | null | undefined>> = {},
  replace = false,
): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(page, params));
  place.value = readPlace();
}

/** Changes some of the present view's parameters; null takes one out. */
export function change(params: Readonly<Record<string, string | null>>, replace = false): void {
  go(place.value.page, { ...place.value.params, ...params }, replace);
}

/** The place in the address. */
export function readPlace(): Place {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { page: path || '', params: Object.fromEntries(new URLSearchParams(query)) };
}
