import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { type EntryName, entryNames, exampleOf } from '../test/architecture/support/facade-examples.js';
import { repositoryRoot } from '../test/architecture/support/source-graph.js';

/**
 * The folders of the package in the order of the table in docs/concepts/architecture.md, and what they are
 * called here.
 */
const PARTS: readonly [folder: string, title: string][] = [
  ['pipeline', 'Runs'],
  ['hand', 'Hands'],
  ['objects', 'Objects'],
  ['datasets', 'Datasets'],
  ['capture', 'The built-in capture'],
  ['grasps', 'Grasps'],
  ['conditions', 'Selection and conditions'],
  ['render', 'Maps'],
  ['synthesis', 'Images'],
  ['reconstruction', 'Networks'],
  ['commands', 'Photos'],
  ['evaluation', 'Scores'],
  ['base', 'Errors and progress'],
];

/**
 * The reference of `import { ... } from 'handbooster'` as Markdown, from the docstrings and declarations of
 * its names. `docs/reference/api.md` is this text; a test compares the two.
 */
export function apiReference(): string {
  const names = entryNames('index.ts');
  const lines = [
    '# The library',
    '',
    "What `import { ... } from 'handbooster'` gives, from its docstrings (`npm run -s api` prints this page).",
    'A test runs every example.',
    'The parts have entries of their own with more names: `handbooster/hand`, `/geometry`, `/objects`, `/render`, `/datasets`, `/capture`, `/grasps`, `/conditions`, `/synthesis`, `/reconstruction`, `/evaluation`, `/pipeline`, `/commands`, and `handbooster/browser` for web pages.',
    'Lengths are in metres, angles in radians, camera axes are OpenCV’s, unless a name says otherwise.',
    '',
  ];
  const left = new Set(names);
  for (const [folder, title] of PARTS) {
    const own = names.filter(({ path }) => path.startsWith(`packages/handbooster/src/${folder}/`));
    for (const name of own) left.delete(name);
    if (own.length === 0) continue;
    lines.push(`## ${title}`, '');
    for (const name of own.filter(({ isType }) => !isType)) lines.push(...describe(name));
    const types = own.filter(({ isType }) => isType);
    if (types.length > 0) lines.push(`### Types: ${title.toLowerCase()}`, '');
    for (const name of types) lines.push(...describeType(name));
  }
  if (left.size > 0) throw new Error(`api: no part for ${[...left].map(({ path }) => path).join(', ')}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

function describe(name: EntryName): string[] {
  const { text, tags } = parse(name.doc);
  const example = exampleOf(name.doc);
  return [
    `### ${name.name}`,
    '',
    '```ts',
    ...declarationOf(name),
    '```',
    '',
    ...text,
    ...tags,
    ...(example === null ? [] : ['```ts', example, '```', '']),
  ];
}

function describeType(name: EntryName): string[] {
  const { text } = parse(name.doc);
  return [`#### ${name.name}`, '', ...text, '```ts', ...declarationOf(name), '```', ''];
}

/** The declaration of a name as it is written, bodies and private members left out. */
function declarationOf({ name, path }: EntryName): string[] {
  const file = ts.createSourceFile(
    path,
    readFileSync(join(repositoryRoot, path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      const own = statement.declarationList.declarations.find((one) => one.name.getText() === name);
      if (own === undefined) return [];
      const type = own.type === undefined ? '' : `: ${own.type.getText()}`;
      return [`const ${name}${type};`];
    }
    const named = 'name' in statement ? (statement.name as ts.Node | undefined)?.getText() : undefined;
    if (named !== name) return [];
    if (ts.isFunctionDeclaration(statement)) return [signature(statement)];
    if (ts.isClassDeclaration(statement)) return [classText(statement)];
    return [plain(statement.getText())];
  });
  // Of an overloaded function the last declaration is the one that does the work, and no caller sees it.
  const seen = found.length > 1 ? found.slice(0, -1) : found;
  return seen.flatMap((text) => text.split('\n'));
}

function signature(node: ts.FunctionDeclaration | ts.MethodDeclaration | ts.ConstructorDeclaration): string {
  const end = node.body === undefined ? node.end : node.body.getStart();
  const text = node.getSourceFile().text.slice(node.getStart(), end).trim();
  return `${plain(text).replace(/;$/, '')};`;
}

function classText(node: ts.ClassDeclaration): string {
  const head = plain(node.getSourceFile().text.slice(node.getStart(), node.members.pos)).trim();
  const members = node.members
    .filter((member) => !isHidden(member))
    .map((member) => {
      const callable = ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member);
      const [doc] = ts.getJSDocCommentsAndTags(member).map((part) => part.getText());
      const text = callable
        ? signature(member)
        : ts.isGetAccessor(member)
          ? `readonly ${member.name.getText()}: ${member.type?.getText() ?? 'unknown'};`
          : member.getText();
      return [...(doc === undefined ? [] : [doc]), text]
        .join('\n')
        .replace(/^/gm, '  ')
        .replace(/^ {4}/gm, '  ');
    });
  return `${head}\n${members.join('\n')}\n}`;
}

const isHidden = (member: ts.ClassElement) =>
  member.name?.getText().startsWith('#') ||
  ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);

const plain = (text: string) => text.replace(/^export (default )?(declare )?/, '').replace(/^async /, '');

/** A docstring's prose, a sentence a line, and its tags as lines of a list; examples are left out. */
function parse(doc: string): { text: string[]; tags: string[] } {
  const body = doc
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^[ \t]*\* ?/gm, '')
    .replace(/@example[\s\S]*$/, '')
    .replace(/\{@link ([^}|]+)(?:\|[^}]*)?\}/g, '`$1`')
    .trim();
  const [prose, ...tagged] = body.split(/(?:^|\n|(?<=[.;] ))@(?=\w)/);
  const paragraphs = prose.split(/\n\s*\n/).filter((part) => part.trim() !== '');
  const text = paragraphs.flatMap((part) => [...sentences(part), '']);
  const tags = tagged.map((tag) => {
    const [, kind, rest] = /^(\w+)\s+([\s\S]*)$/.exec(tag) ?? ['', tag, ''];
    const words = rest.replace(/\s+/g, ' ').trim();
    const [, name, meaning] = /^(\S+)\s+(.*)$/.exec(words) ?? ['', words, ''];
    if (kind === 'param') return `- \`${name}\`: ${meaning}`;
    return `- ${kind === 'throws' ? 'Throws' : 'Gives'}: ${words.replace(/^\{(\w+)\}/, '`$1`').replace(/^(\w+Error|Interrupted)\b/, '`$1`')}`;
  });
  return { text, tags: tags.length === 0 ? [] : [...tags, ''] };
}

/** A paragraph, each sentence on a line of its own; tables and lists as they are. */
function sentences(part: string): string[] {
  if (/^( {4}|- |\|)/m.test(part)) return part.split('\n').map((line) => line.trimEnd());
  return part
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<=[.:!?]) (?=[A-Z`"“])/)
    .reduce<string[]>((lines, sentence) => {
      // An abbreviation or an equation's number ends no sentence.
      if (/\b(Eq|Sec|Alg|al|e\.g|i\.e|Fig|No)\.$/.test(lines.at(-1) ?? '')) {
        lines.push(`${lines.pop()} ${sentence}`);
      } else lines.push(sentence);
      return lines;
    }, []);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(apiReference());
}
