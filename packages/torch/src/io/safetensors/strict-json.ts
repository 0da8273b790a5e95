export type Json = null | boolean | number | string | Json[] | Map<string, Json>;

const MAX_DEPTH = 32;

/**
 * Parses JSON as `JSON.parse` does, but refuses an object that names a key twice and more than 32 levels of
 * nesting, and gives objects as Maps in the file's order (so that a key `__proto__` is a key like another).
 * @throws {SyntaxError} with the position of the fault.
 */
export function parseStrictJson(text: string): Json {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.space();
  if (parser.position !== text.length) parser.fail('unexpected text after the value');
  return value;
}

class Parser {
  position = 0;

  constructor(readonly text: string) {}

  fail(problem: string): never {
    throw new SyntaxError(`${problem} at character ${this.position}`);
  }

  space(): void {
    while (' \t\n\r'.includes(this.text[this.position]) && this.position < this.text.length) this.position++;
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
    this.space();
    const next = this.text[this.position];
    if (next === '{') return this.object(depth);
    if (next === '[') return this.array(depth);
    if (next === '"') return this.string();
    if (this.take('null')) return null;
    if (this.take('true')) return true;
    if (this.take('false')) return false;
    return this.number();
  }

  take(word: string): boolean {
    if (!this.text.startsWith(word, this.position)) return false;
    this.position += word.length;
    return true;
  }

  object(depth: number): Map<string, Json> {
    const result = new Map<string, Json>();
    this.position++;
    this.space();
    if (this.take('}')) return result;
    for (;;) {
      this.space();
      if (this.text[this.position] !== '"') this.fail('expected a key in double quotes');
      const key = this.string();
      if (result.has(key)) this.fail(`the key ${JSON.stringify(key)} occurs twice, before`);
      this.space();
      if (!this.take(':')) this.fail('expected a colon');
      result.set(key, this.value(depth + 1));
      this.space();
      if (this.take('}')) return result;
      if (!this.take(',')) this.fail('expected a comma or a closing brace');
    }
  }

  array(depth: number): Json[] {
    const result: Json[] = [];
    this.position++;
    this.space();
    if (this.take(']')) return result;
    for (;;) {
      result.push(this.value(depth + 1));
      this.space();
      if (this.take(']')) return result;
      if (!this.take(',')) this.fail('expected a comma or a closing bracket');
    }
  }

  string(): string {
    const start = this.position++;
    while (this.position < this.text.length && this.text[this.position] !== '"') {
      this.position += this.text[this.position] === '\\' ? 2 : 1;
    }
    if (this.position >= this.text.length) this.fail('a text without its closing quote');
    this.position++;
    try {
      // The escapes of one quoted text are the platform's business.
      return JSON.parse(this.text.slice(start, this.position)) as string;
    } catch {
      this.position = start;
      return this.fail('a malformed text');
    }
  }

  number(): number {
    const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match === null) this.fail('expected a value');
    this.position = pattern.lastIndex;
    return Number(match[0]);
  }
}
