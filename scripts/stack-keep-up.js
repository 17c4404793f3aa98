/**
 * What a part that dies by itself gets: it is started again, like a container under `restart: unless-stopped`, but a part
 * that dies over and over ends the stack, which then says why.
 */
const mostRestarts = 5;
const windowMs = 60_000;
const firstDelayMs = 500;

/**
 * Watches the parts until `stop`. `start(part)` starts one again; `now` is the clock in milliseconds.
 * Returns `{ failed, stop }`: `failed` settles with the part that was given up, and never otherwise.
 */
export function keepUp({ parts, start, say, now = Date.now, wait = pause }) {
  let isStopped = false;
  const failed = new Promise((resolve) => {
    for (const part of parts) part.onExit((reason) => void revive(part, reason, resolve));
  });
  const deaths = new Map(parts.map((part) => [part, []]));
  const reviving = new Set();

  async function revive(part, reason, giveUp) {
    // A start that fails is an end as well: the loop that started it sees to that one.
    if (isStopped || reviving.has(part)) return;
    reviving.add(part);
    let cause = reason;
    for (;;) {
      const recent = deaths.get(part).filter((moment) => now() - moment < windowMs);
      deaths.set(part, [...recent, now()]);
      say(`${part.name} ended (${cause}); its last lines:`);
      for (const line of part.tail()) say(`    ${line}`);
      if (recent.length >= mostRestarts) {
        giveUp(part);
        return;
      }
      await wait(firstDelayMs * 2 ** recent.length);
      if (isStopped) return;
      try {
        say(`Starting ${part.name} again …`);
        await start(part);
        say(`${part.name} runs again`);
        reviving.delete(part);
        return;
      } catch (error) {
        if (isStopped) return;
        cause = error.message;
      }
    }
  }

  return {
    failed,
    stop: () => {
      isStopped = true;
    },
  };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
