// Writes ../src/api/schema.d.ts from docs/api/openapi.json; with --check only says whether it would change.
// The digest in its first line lets a test without Node see that the API has moved on.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const to = new URL('../src/api/schema.d.ts', import.meta.url);
const text = await readFile(new URL('../../docs/api/openapi.json', import.meta.url));
const digest = createHash('sha256').update(text).digest('hex');
const types = astToString(await openapiTS(JSON.parse(text)));
const made = `// Made by \`make web-types\` from docs/api/openapi.json, sha256 ${digest}. Not to be edited.\n\n${types}`;

if (!process.argv.includes('--check')) {
  await writeFile(to, made);
} else if ((await readFile(to, 'utf8').catch(() => '')) !== made) {
  console.error('web/src/api/schema.d.ts is not made from docs/api/openapi.json: run `make web-types`');
  process.exitCode = 1;
}
