import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { HANDBOOSTER } from './folder-table.js';
import { repositoryRoot } from './source-graph.js';

/** A name that an entry hands on, with the docstring of its declaration. */
export interface EntryName {
  name: string;
  /** A type stands in no example: those of the values show it. */
  isType: boolean;
  /** File of the declaration, relative to the repository. */
  path: string;
  doc: string;
}

/** The names of an entry's list, each with its declaration's docstring. */
export function entryNames(entry: string): EntryName[] {
  const file = `${HANDBOOSTER}/${entry}`;
  const names: EntryName[] = [];
  const list = ts.createSourceFile(
    file,
    readFileSync(join(repositoryRoot, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  for (const statement of list.statements) {
    if (!ts.isExportDeclaration(statement))
      throw new Error(`${file}: an entry lists names and does nothing else`);
    const clause = statement.exportClause;
    if (clause === undefined || !ts.isNamedExports(clause))
      throw new Error(`${file}: lists names, never a star`);
    const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
    const path = join(file, '..', specifier).replaceAll('\\', '/').replace(/\.js$/, '.ts');
    const docs = docsOf(path);
    for (const { name, propertyName, isTypeOnly } of clause.elements) {
      const own = (propertyName ?? name).text;
      names.push({
        name: name.text,
        isType: isTypeOnly || statement.isTypeOnly,
        path,
        doc: docs.get(own) ?? '',
      });
    }
  }
  return names;
}

const read = new Map<string, Map<string, string>>();

function docsOf(path: string): Map<string, string> {
  const known = read.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(join(repositoryRoot, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const docs = new Map<string, string>();
  for (const statement of source.statements) {
    const doc = ts
      .getJSDocCommentsAndTags(statement)
      .map((part) => part.getText())
      .join('\n');
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) docs.set(name.getText(), doc);
    } else if ('name' in statement && statement.name !== undefined) {
      const name = (statement.name as ts.Node).getText();
      docs.set(name, doc || (docs.get(name) ?? ''));
    }
  }
  read.set(path, docs);
  return docs;
}

/** The code of a docstring's example; null without one. */
export function exampleOf(doc: string): string | null {
  const fenced = /@example\s*\n[\s*]*```ts\n([\s\S]*?)\n[\s*]*```/.exec(doc);
  return fenced === null ? null : fenced[1].replace(/^\s*\* ?/gm, '');
}
