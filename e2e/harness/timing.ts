/** Says in the test's output how long ago something began. Only a generous bound may fail a test: machines are busy. */
export function tellTime(what: string, startedAt: number): void {
  const ms = Math.round(performance.now() - startedAt);
  process.stdout.write(`    ${what}: ${ms} ms\n`);
}
