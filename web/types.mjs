// Writes src/core/schema.ts, the types of the API's answers, from docs/openapi.yaml. `--check` says
// only whether it is as the document has it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const document = JSON.parse(readFileSync(join(here, '../docs/openapi.yaml'), 'utf8'));
const words = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null', object: 'Record<string, unknown>' };
const quoted = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return choice.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  if (schema.type === 'array') {
    const item = typeOf(schema.items ?? {});
    return /[|]/.test(item) ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object' && schema.properties) {
    const required = new Set(schema.required ?? []);
    const members = Object.entries(schema.properties).map(([name, value]) => `${quoted(name)}${required.has(name) ? '' : '?'}: ${typeOf(value)}`);
    return `{ ${members.join('; ')} }`;
  }
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') return `Record<string, ${typeOf(schema.additionalProperties)}>`;
  return words[schema.type] ?? 'unknown';
}

const lines = ['// Made by web/types.mjs from docs/openapi.yaml: change that, then `npm run types`.'];
for (const [name, schema] of Object.entries(document.components.schemas)) lines.push(`export type ${name} = ${typeOf(schema)};`);
const text = lines.join('\n') + '\n';
const file = join(here, 'src/core/schema.ts');
if (process.argv.includes('--check')) {
  let known = '';
  try { known = readFileSync(file, 'utf8'); } catch { /* there is none */ }
  if (known !== text) {
    console.error('web/src/core/schema.ts is not as docs/openapi.yaml has it: run `npm run types` in web/');
    process.exit(1);
  }
} else {
  writeFileSync(file, text);
}
