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

const nameOf = (path) => path.replace(/^dist\//, '');

async function buildPage() {
  const out = join(here, 'dist');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const result = await build({
    ...common, entryPoints: { app: 'src/main.tsx', style: 'src/style/all.css' }, outdir: out,
    splitting: true, minify: true, metafile: true, entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]', legalComments: 'none',
  });
  const outputs = Object.fromEntries(Object.entries(result.metafile.outputs).map(([path, entry]) => [nameOf(path), entry]));
  const outputOf = (source) => Object.keys(outputs).find((name) => outputs[name].entryPoint === source);
  // A file and all that it cannot begin without.
  const withImports = (name, known = new Set()) => {
    if (known.has(name)) return known;
    known.add(name);
    for (const one of outputs[name].imports) if (one.kind === 'import-statement') withImports(nameOf(one.path), known);
    return known;
  };
  const app = outputOf('src/main.tsx');
  const needed = withImports(app);
  const plotFiles = [...withImports(outputOf('src/places/doing.tsx'))].filter((name) => !needed.has(name)).map((name) => `/${name}`);
  const page = readFileSync(join(here, 'src/index.html'), 'utf8')
    .replace('{{app}}', `/${app}`).replace('{{style}}', `/${outputOf('src/style/all.css')}`)
    .replace('{{preloads}}', [...needed].filter((name) => name !== app).map((name) => `<link rel="modulepreload" href="/${name}">`).join('\n'));
  writeFileSync(join(out, 'index.html'), page);
  const { firstAnswers, plots } = await import(`data:text/javascript,${encodeURIComponent((await build({
    ...common, entryPoints: ['src/core/first.ts'], write: false })).outputFiles[0].text)}`);
  writeFileSync(join(out, 'first.json'), JSON.stringify(Object.fromEntries(Object.entries(firstAnswers).map(([place, answers]) =>
    [place, { answers, scripts: plots(place.split('/')[0]) ? plotFiles : [] }]))));
  writeFileSync(join(out, 'icon.svg'), readFileSync(join(here, 'src/icon.svg')));
  const files = readdirSync(out).sort().map((name) => {
    const bytes = readFileSync(join(out, name));
    return { name, bytes: bytes.length, compressed: gzipSync(bytes, { level: 9 }).length,
             sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  writeFileSync(join(out, 'manifest.json'), JSON.stringify({ files }, null, 1) + '\n');
  const begins = files.filter((file) => needed.has(file.name) || plotFiles.includes(`/${file.name}`));
  const bytes = begins.reduce((sum, file) => sum + file.compressed, 0);
  for (const file of files) {
    console.log(`${file.name.padEnd(28)} ${String(file.bytes).padStart(8)} B ${String(file.compressed).padStart(8)} B compressed`);
  }
  if (bytes > 150_000) {
    throw new Error(`the page's script is ${bytes} bytes compressed: it stays under 150,000`);
  }
}

if (!existsSync(join(here, 'node_modules/esbuild'))) {
  console.error('web: the packages are missing: run `npm ci` in web/ first');
  process.exit(1);
}
await (process.argv.includes('--tests') ? buildTests() : buildPage());
