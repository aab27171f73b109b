/** Waits for the answer of a device: the server holds each question a while. Without script the page loads itself anew. */
export const pushScript = `
const { state: address } = document.getElementById('push').dataset;
const pause = () => new Promise((resolve) => setTimeout(resolve, 1500));

async function watch() {
  for (;;) {
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' }, cache: 'no-store' });
      if (!answer.ok || (await answer.json()).state !== 'pending') return location.reload();
    } catch {
      // the server is out of reach: later again
    }
    // two tabs that wait for the same answer take turns
    await pause();
  }
}
watch();
`.trimStart();
