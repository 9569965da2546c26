// Builds the page into web/dist: index.html, files named by the hash of what is in them, and
// manifest.json (name, size, SHA-256) for the program that serves them. `--tests` builds the
// pure parts with their tests into test/dist instead.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const common = {
  absWorkingDir: here, bundle: true, format: 'esm', target: 'es2022', charset: 'utf8',
  jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'warning',
};

async function buildTests() {
  const out = join(here, 'test/dist');
  rmSync(out, { recursive: true, force: true });
  const tests = readdirSync(join(here, 'test')).filter((name) => name.endsWith('.test.ts'));
  await build({
    ...common, entryPoints: tests.map((name) => `test/${name}`), outdir: out, platform: 'node',
    outExtension: { '.js': '.mjs' },
  });
}

async function buildPage() {
  const out = join(here, 'dist');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const result = await build({
    ...common, entryPoints: { app: 'src/main.tsx', style: 'src/style/all.css' }, outdir: out,
    splitting: true, minify: true, metafile: true, entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]', legalComments: 'none',
  });
  let app = '';
  let style = '';
  for (const [path, entry] of Object.entries(result.metafile.outputs)) {
    const name = path.replace(/^dist\//, '');
    if (entry.entryPoint === 'src/main.tsx') app = name;
    if (entry.entryPoint === 'src/style/all.css') style = name;
  }
  const page = readFileSync(join(here, 'src/index.html'), 'utf8')
    .replace('{{app}}', `/${app}`).replace('{{style}}', `/${style}`);
  writeFileSync(join(out, 'index.html'), page);
  writeFileSync(join(out, 'icon.svg'), readFileSync(join(here, 'src/icon.svg')));
  const files = readdirSync(out).sort().map((name) => {
    const bytes = readFileSync(join(out, name));
    return { name, bytes: bytes.length, compressed: gzipSync(bytes, { level: 9 }).length,
             sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  writeFileSync(join(out, 'manifest.json'), JSON.stringify({ files }, null, 1) + '\n');
  const first = files.find((file) => file.name === app);
  for (const file of files) {
    console.log(`${file.name.padEnd(28)} ${String(file.bytes).padStart(8)} B ${String(file.compressed).padStart(8)} B compressed`);
  }
  if (first.compressed > 150_000) {
    throw new Error(`${app} is ${first.compressed} bytes compressed: the page's script stays under 150,000`);
  }
}

if (!existsSync(join(here, 'node_modules/esbuild'))) {
  console.error('web: the packages are missing: run `npm ci` in web/ first');
  process.exit(1);
}
await (process.argv.includes('--tests') ? buildTests() : buildPage());
