/** `node check-ready.js URL`: exit code 0 when the address answers well. An image without curl checks its health with it. */
const [url] = process.argv.slice(2);
const timeoutMs = 4_000;

try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  process.stdout.write(`${answer.status} ${await answer.text()}\n`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`${url} does not answer: ${error.cause?.message ?? error.message}\n`);
  process.exitCode = 1;
}
