import { format } from 'node:util';
import ts from 'typescript';

/** What an example wrote, line by line, and what its comments say that it writes. */
export interface ExampleOutput {
  written: string[];
  said: string[];
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor;

/** Modules that examples may import. */
const MODULES: Record<string, () => Promise<unknown>> = {
  handbooster: () => import('handbooster'),
  '@handbooster/torch': () => import('@handbooster/torch'),
  'node:fs/promises': () => import('node:fs/promises'),
};

/** Runs an example in the current folder. */
export async function runExample(code: string): Promise<ExampleOutput> {
  const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
  const body = code.replace(/^import \{([^}]*)\} from '([^']+)';$/gm, "const {$1} = await load('$2');");
  const { outputText } = ts.transpileModule(`(async () => {\n${body}\n})`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const written: string[] = [];
  const load = (name: string) => {
    if (MODULES[name] === undefined)
      throw new Error(`an example imports ${name}; add it to the modules of run-example.ts`);
    return MODULES[name]();
  };
  const log = (...words: unknown[]) => written.push(format(...words));
  await new AsyncFunction('load', 'console', `return (${outputText.trim().replace(/;$/, '')})()`)(load, {
    log,
    table: log,
  });
  return { written, said };
}
