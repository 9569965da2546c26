// The quick form of run.mjs, for every run of all tests: one look at each place, and the tasks of the most used.
process.argv.push('--quick');
await import('./run.mjs');
