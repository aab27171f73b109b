/** Waits until a phone has opened the link, has enrolled, or the time is up; then loads the page anew. Without script the page does so by itself. */
export const phoneScript = `
const place = document.getElementById('phone');
const { state: address, shown } = place.dataset;
const pause = () => new Promise((resolve) => setTimeout(resolve, 2000));

async function watch() {
  for (;;) {
    await pause();
    if (document.hidden) continue;
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' }, cache: 'no-store' });
      if (!answer.ok || (await answer.json()).state !== shown) return location.reload();
    } catch {
      // the server is out of reach: later again
    }
  }
}
watch();
`.trimStart();
