import type { PickleContext } from './pickle-context.js';
import { quote } from './pickle-reader.js';

const SIMPLE: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

/** The text of protocol 0's STRING: a quoted Python literal with its escapes, as latin-1. */
export function unescapeString(line: string, context: PickleContext): string {
  const mark = line[0];
  if (line.length < 2 || (mark !== "'" && mark !== '"') || line.at(-1) !== mark) {
    context.fail(`expected a quoted text, found ${quote(line)}`);
  }
  return line
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g, (all, hex, octal, single) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      return SIMPLE[single] ?? all;
    });
}

/** The text of protocol 0's UNICODE: latin-1 but for `\uXXXX` and `\UXXXXXXXX`. */
export function unescapeUnicode(line: string, context: PickleContext): string {
  return line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    if (code > 0x10ffff) context.fail(`holds the impossible character U+${code.toString(16)}`);
    return String.fromCodePoint(code);
  });
}
