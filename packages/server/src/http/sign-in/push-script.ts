/** Waits for the answer of a device: the server holds each question a while. Without script the page loads itself anew. */
export const pushScript = `
const { state: address } = document.getElementById('push').dataset;
const pause = () => new Promise((resolve) => setTimeout(resolve, 3000));

async function watch() {
  for (;;) {
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' }, cache: 'no-store' });
      if (!answer.ok || (await answer.json()).state !== 'pending') return location.reload();
    } catch {
      await pause();
    }
  }
}
watch();
`.trimStart();
