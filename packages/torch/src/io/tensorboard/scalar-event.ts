/** Fields of TensorFlow's `Event` message, and of the messages in it. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const SUMMARY_VALUE = 1;
const VALUE = { tag: 1, simpleValue: 2 };

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const text = new TextEncoder();

/** The event that opens a file. */
export function versionEvent(wallTime: number): Uint8Array {
  return join([wallTimeField(wallTime), bytesField(EVENT.fileVersion, text.encode('brain.Event:2'))]);
}

/**
 * Numbers of one step.
 *
 * @param wallTime seconds since 1970.
 */
export function scalarEvent(
  step: number,
  values: Readonly<Record<string, number>>,
  wallTime: number,
): Uint8Array {
  const summary = Object.entries(values).map(([tag, value]) => {
    const number = new Uint8Array(5);
    number[0] = (VALUE.simpleValue << 3) | FIXED32;
    new DataView(number.buffer).setFloat32(1, value, true);
    return bytesField(SUMMARY_VALUE, join([bytesField(VALUE.tag, text.encode(tag)), number]));
  });
  return join([
    wallTimeField(wallTime),
    Uint8Array.of((EVENT.step << 3) | VARINT),
    varint(step),
    bytesField(EVENT.summary, join(summary)),
  ]);
}

/** The step of an event; null for one without, as the first of a file. */
export function stepOfEvent(event: Uint8Array): number | null {
  let at = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = event[at++];
      value += (byte & 0x7f) * scale;
      if (!(byte & 0x80)) return value;
    }
  };
  while (at < event.length) {
    const key = next();
    const kind = key & 7;
    if (kind === VARINT) {
      const value = next();
      if (key >>> 3 === EVENT.step) return value;
    } else if (kind === FIXED64) at += 8;
    else if (kind === FIXED32) at += 4;
    else if (kind === BYTES) at += next();
    else return null;
  }
  return null;
}

function wallTimeField(wallTime: number): Uint8Array {
  const field = new Uint8Array(9);
  field[0] = (EVENT.wallTime << 3) | FIXED64;
  new DataView(field.buffer).setFloat64(1, wallTime, true);
  return field;
}

function bytesField(field: number, content: Uint8Array): Uint8Array {
  return join([Uint8Array.of((field << 3) | BYTES), varint(content.length), content]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
