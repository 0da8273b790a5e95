/** What {@link pickle} writes: plain values, dicts as entries, float64 and bool arrays. */
export type Pickled =
  | null
  | string
  | number
  | Pickled[]
  | { dict: [string, Pickled][] }
  | { shape: number[]; data: Float64Array }
  | { shape: number[]; bools: boolean[] };

/**
 * Bytes of a pickle as Python 2 wrote it (protocol 2, byte strings, NumPy arrays by `_reconstruct` and BUILD), from the
 * facts of the format, for fixtures.
 */
export function pickle(value: Pickled): Buffer {
  const out: Buffer[] = [Buffer.from([0x80, 2])];
  const bytes = (...numbers: number[]) => out.push(Buffer.from(numbers));
  const text = (content: string) => out.push(Buffer.from(content, 'latin1'));
  const binString = (content: Buffer) => {
    const head = Buffer.alloc(5);
    head.write('T', 0, 'latin1');
    head.writeInt32LE(content.length, 1);
    out.push(head, content);
  };
  const integer = (number: number) => {
    const body = Buffer.alloc(5);
    body.write('J', 0, 'latin1');
    body.writeInt32LE(number, 1);
    out.push(body);
  };
  const array = (shape: number[], code: string, order: string, raw: Buffer) => {
    text('cnumpy.core.multiarray\n_reconstruct\n');
    text('cnumpy\nndarray\n');
    text('K\0\x85'); // the tuple (0,)
    text('U\x01b');
    text('\x87R'); // (ndarray, (0,), 'b') and the call
    text('(K\x01('); // the state: version 1 and the shape
    for (const size of shape) integer(size);
    text('t');
    text('cnumpy\ndtype\n');
    bytes(0x55, code.length);
    text(`${code}K\0K\x01\x87R(K\x03`);
    bytes(0x55, order.length);
    text(`${order}NNN`);
    integer(-1);
    integer(-1);
    text('K\0tb');
    text('\x89'); // not Fortran order
    binString(raw);
    text('tb');
  };
  const write = (item: Pickled): void => {
    if (item === null) text('N');
    else if (typeof item === 'string') {
      const content = Buffer.from(item, 'latin1');
      bytes(0x55, content.length);
      out.push(content);
    } else if (typeof item === 'number') {
      if (Number.isInteger(item)) integer(item);
      else {
        const body = Buffer.alloc(9);
        body.write('G', 0, 'latin1');
        body.writeDoubleBE(item, 1);
        out.push(body);
      }
    } else if (Array.isArray(item)) {
      text('](');
      item.forEach(write);
      text('e');
    } else if ('dict' in item) {
      text('}(');
      for (const [key, entry] of item.dict) {
        write(key);
        write(entry);
      }
      text('u');
    } else if ('bools' in item) array(item.shape, 'b1', '|', Buffer.from(item.bools.map(Number)));
    else
      array(item.shape, 'f8', '<', Buffer.from(item.data.buffer, item.data.byteOffset, item.data.byteLength));
  };
  write(value);
  text('.');
  return Buffer.concat(out);
}
