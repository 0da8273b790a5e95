import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apiReference } from '../../scripts/api-reference.js';
import { repositoryRoot } from './support/source-graph.js';

it('docs/reference/api.md is what the docstrings say: after a change, npm run -s api > docs/reference/api.md', () => {
  expect(readFileSync(join(repositoryRoot, 'docs/reference/api.md'), 'utf8')).toBe(apiReference());
});

it('the reference of the library has signatures without bodies, prose and examples', () => {
  const text = apiReference();
  expect(text).toContain(
    '\n### boost\n\n```ts\nfunction boost(options: BoostOptions): Promise<BoostResult>;\n```\n',
  );
  expect(text).toMatch(/### HandMetrics\n\n```ts\nclass HandMetrics \{/);
  // What a class keeps to itself, and the body of a function, are nobody's to read here.
  expect(text).not.toMatch(/\n {2}#\w/);
  const signatures = text.split('```').filter((block) => !block.includes("from 'handbooster"));
  expect(signatures.join('```')).not.toMatch(/\n {2}(return|throw|if) /);
});
