/** A statement of an OBJ or MTL file. */
export interface ObjStatement {
  /** First word in lower case: programs write `map_Kd`, `map_kd` and `MAP_KD`. */
  keyword: string;
  /** What follows it, comment included where there is one: in a name, `#` may be a letter like any other. */
  rest: string;
  /** Line it begins in, from 1. */
  line: number;
}

/**
 * The statements of OBJ or MTL text: any line ends, lines continued by `\` joined, comment lines left out.
 */
export function* objStatements(text: string): Generator<ObjStatement> {
  let pending = '';
  let started = 0;
  let number = 0;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    number++;
    if (pending === '') {
      started = number;
      // A comment that ends in a Windows folder's backslash does not swallow the next line.
      if (/^\s*#/.test(raw)) continue;
    }
    const joined = pending + raw;
    if (/\\[ \t]*$/.test(joined)) {
      pending = `${joined.replace(/\\[ \t]*$/, '')} `;
      continue;
    }
    pending = '';
    const [, keyword, rest] = /^\s*(\S*)\s*(.*?)\s*$/.exec(joined) as RegExpExecArray;
    if (keyword !== '') yield { keyword: keyword.toLowerCase(), rest, line: started };
  }
  const last = pending.trim();
  if (last !== '') {
    const [keyword] = last.split(/\s+/);
    yield { keyword: keyword.toLowerCase(), rest: last.slice(keyword.length).trim(), line: started };
  }
}

/** The words of a statement that holds numbers: there `#` begins a comment wherever it stands. */
export function statementWords(rest: string): string[] {
  const hash = rest.indexOf('#');
  const text = (hash < 0 ? rest : rest.slice(0, hash)).trim();
  return text === '' ? [] : text.split(/\s+/);
}

/**
 * What a written name may mean, the likeliest first: as it stands, without quotation marks, without a comment
 * after it.
 *
 * @param comment where a comment begins that may be none
 */
export function nameForms(rest: string, comment = /\s#.*$/): string[] {
  const bare = (text: string) => {
    const [, , quoted] = /^(["'])(.*?)\1(?:\s*#.*)?$/.exec(text) ?? [];
    return quoted ?? text;
  };
  const cut = rest.replace(comment, '').trim();
  return [...new Set([rest, bare(rest), cut, bare(cut)])].filter((name) => name !== '');
}
