/** The three fields of an npy header. */
export interface NpyHeader {
  /** numpy's type text such as `<f4`, or null for a structured type. */
  descr: string | null;
  fortranOrder: boolean;
  shape: number[];
}

/**
 * Parses the Python dict literal at the head of an npy file. The grammar is only what numpy writes: one flat
 * dict of texts, truths and tuples of whole numbers (with the `L` of Python 2); a structured type's list is
 * skipped.
 * @throws {SyntaxError} with the position of the fault.
 */
export function parseNpyHeader(text: string): NpyHeader {
  const tokens = new Tokens(text);
  const fields = new Map<string, unknown>();
  tokens.expect('{');
  while (!tokens.take('}')) {
    const key = tokens.text();
    if (fields.has(key)) tokens.fail(`the key '${key}' occurs twice`);
    tokens.expect(':');
    fields.set(key, fieldValue(tokens, key));
    if (!tokens.take(',') && !tokens.isAt('}')) tokens.fail("expected ',' or '}'");
  }
  tokens.end();
  for (const key of ['descr', 'fortran_order', 'shape']) {
    if (!fields.has(key)) throw new SyntaxError(`the key '${key}' is missing`);
  }
  return {
    descr: fields.get('descr') as string | null,
    fortranOrder: fields.get('fortran_order') as boolean,
    shape: fields.get('shape') as number[],
  };
}

function fieldValue(tokens: Tokens, key: string): unknown {
  if (key === 'descr') return tokens.isAt('[') ? tokens.skipList() : tokens.text();
  if (key === 'fortran_order') return tokens.truth();
  if (key === 'shape') return tokens.tuple();
  return tokens.fail(`unknown key '${key}'`);
}

class Tokens {
  #position = 0;

  constructor(readonly source: string) {}

  fail(problem: string): never {
    throw new SyntaxError(`${problem} at character ${this.#position}`);
  }

  isAt(symbol: string): boolean {
    while (/\s/.test(this.source[this.#position] ?? '')) this.#position++;
    return this.source.startsWith(symbol, this.#position);
  }

  take(symbol: string): boolean {
    const isHere = this.isAt(symbol);
    if (isHere) this.#position += symbol.length;
    return isHere;
  }

  expect(symbol: string): void {
    if (!this.take(symbol)) this.fail(`expected '${symbol}'`);
  }

  match(pattern: RegExp, what: string): string {
    this.isAt('');
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.source);
    if (match === null) this.fail(`expected ${what}`);
    this.#position = pattern.lastIndex;
    return match[1];
  }

  text(): string {
    const isDouble = this.isAt('"');
    return this.match(isDouble ? /"([^"\\]*)"/y : /'([^'\\]*)'/y, 'a quoted text');
  }

  truth(): boolean {
    return this.match(/(True|False)\b/y, 'True or False') === 'True';
  }

  tuple(): number[] {
    const sizes: number[] = [];
    this.expect('(');
    while (!this.take(')')) {
      const size = Number(this.match(/(\d+)L?/y, 'a whole number'));
      if (!Number.isSafeInteger(size)) this.fail(`${size} is too large`);
      sizes.push(size);
      if (sizes.length > 64) this.fail('more than 64 dimensions');
      if (!this.take(',') && !this.isAt(')')) this.fail("expected ',' or ')'");
    }
    return sizes;
  }

  skipList(): null {
    let depth = 0;
    do {
      if (this.take('[') || this.take('(')) depth++;
      else if (this.take(']') || this.take(')')) depth--;
      else if (!this.take(',')) this.match(/('[^'\\]*'|"[^"\\]*"|\d+)/y, 'a list');
    } while (depth > 0);
    return null;
  }

  end(): void {
    this.isAt('');
    if (this.#position !== this.source.length) this.fail('unexpected text after the dict');
  }
}
