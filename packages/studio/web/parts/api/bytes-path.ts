/** An address of bytes, relative to the page. @param name after `api/`, for example `data/picture` */
export function bytesPath(name: string, params: Record<string, string | number>): string {
  const given = Object.entries(params).map(([key, value]): [string, string] => [key, String(value)]);
  return `api/${name}?${new URLSearchParams(given)}`;
}
