// A test that cannot run here says why, and ends with 77.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
}
export function needPackage(name) {
  if (!existsSync(join(here, 'node_modules', name))) skip(`${name} is not installed (npm ci in tests/page)`);
}
export function needPage() {
  if (!existsSync(join(here, '../../web/dist/index.html'))) skip('the page is not built (npm ci and npm run build in web/)');
}
