/** Texts are passed over whole; what is left of the words below stands for a number. */
const TEXT_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|NaN|Infinity/gs;

/**
 * A JSON text's value. Beyond JSON.parse it takes what Python's `json` writes by default: `NaN`, `Infinity`
 * and `-Infinity` as numbers, and a byte order mark in front. Whether a number must be finite is for the
 * field's schema to say.
 *
 * @throws {SyntaxError} for anything else that is no JSON.
 */
export function parseJson(text: string): unknown {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!/NaN|Infinity/.test(body)) throw error;
    let mark = 'NaN';
    while (body.includes(mark)) mark += '-';
    // A number past the range of doubles is read as infinite, its sign included; an object cannot stand for a
    // key.
    const plain = body.replace(TEXT_OR_WORD, (part) =>
      part === 'NaN' ? `{"${mark}":0}` : part === 'Infinity' ? '1e999' : part,
    );
    const isMark = (value: unknown) => typeof value === 'object' && value !== null && mark in value;
    try {
      return JSON.parse(plain, (_, value) => (isMark(value) ? Number.NaN : value));
    } catch {
      throw error;
    }
  }
}
