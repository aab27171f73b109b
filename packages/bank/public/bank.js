/** Makes the pages livelier; without it every page works by itself. No framework, no build. */
'use strict';

const page = document.querySelector('[data-approval]');
/** A form is on its way: the page it leads to must not be overtaken by a reload of this one. */
let leaving = false;

/** A form is sent once: its button says so and keeps its width. */
for (const form of document.querySelectorAll('form:not([data-themes])')) {
  form.addEventListener('submit', (event) => {
    const button = form.querySelector('button[type=submit]');
    if (button === null) return;
    if (button.getAttribute('aria-busy') === 'true') return event.preventDefault();
    leaving = true;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.setAttribute('aria-busy', 'true');
    button.textContent = button.dataset.busy ?? button.textContent;
  });
}
// a page that comes back from the browser's memory can be used again
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

/** Colours change at once and without losing what was typed; the bank remembers the choice. */
const themes = document.querySelector('[data-themes]');
themes?.addEventListener('submit', (event) => {
  const { value } = event.submitter;
  event.preventDefault();
  document.documentElement.dataset.theme = value;
  document.querySelector('meta[name=color-scheme]').content = value === 'system' ? 'light dark' : value;
  for (const button of themes.querySelectorAll('button')) button.setAttribute('aria-pressed', String(button.value === value));
  void fetch(themes.action, { method: 'POST', body: new URLSearchParams({ theme: value }), redirect: 'manual', keepalive: true });
});

/** "Copy as curl": only where there is a clipboard. */
function offerCopies(root) {
  if (navigator.clipboard === undefined) return;
  for (const button of root.querySelectorAll('[data-copy]')) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = 'Copied';
      say('Copied');
      setTimeout(() => (button.textContent = label), 2000);
    });
  }
}

/** Times on the person's own clock; the bank's may be in another zone. */
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'long' });
function localTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    time.textContent = clock.format(at);
    time.title = exact.format(at);
  }
}

function enliven(root) {
  localTimes(root);
  offerCopies(root);
}
enliven(document);

/** The drawer stays as the person left it. */
const drawer = document.getElementById('scenes');
if (drawer !== null) {
  drawer.open = localStorage.getItem('scenes') === 'open';
  drawer.addEventListener('toggle', () => localStorage.setItem('scenes', drawer.open ? 'open' : 'closed'));
}

function say(text) {
  const live = document.getElementById('announce') ?? document.getElementById('status');
  if (live !== null) live.textContent = text;
}

/** The time left: shown each second, spoken at 60, 30 and 10 seconds. */
const bar = document.querySelector('progress[data-until]');
if (bar !== null) {
  const left = document.getElementById('left');
  const drift = Number(bar.dataset.until) - Number(bar.value) - Date.now();
  const tick = () => {
    const ms = Math.max(0, Number(bar.dataset.until) - (Date.now() + drift));
    const seconds = Math.ceil(ms / 1000);
    bar.value = ms;
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    if ([60, 30, 10].includes(seconds)) say(`${seconds} seconds left`);
  };
  setInterval(tick, 1000);
}

/** Asks the bank for news of this approval, for as long as there can be any. The bank answers when something happens. */
async function follow() {
  const { approval, state } = page.dataset;
  const waits = () =>
    ['asking', 'waiting'].includes(page.dataset.state) || (page.dataset.state === 'approved' && !page.querySelector('.verdict'));
  let pauseMs = 1000;
  let lost = false;
  while (waits()) {
    try {
      // after an interruption any news will do: it says that the bank is there again
      const answer = await fetch(`/approvals/${approval}/news?since=${lost ? 0 : page.dataset.revision}`);
      if (leaving) return;
      if (!answer.ok) return location.reload();
      const news = await answer.json();
      if (leaving) return;
      if (news.state !== state) return location.reload();
      if (lost || news.revision !== Number(page.dataset.revision)) {
        page.dataset.revision = news.revision;
        await refresh();
      }
      [lost, pauseMs] = [false, 1000];
    } catch {
      lost = true;
      const status = document.getElementById('status');
      if (status !== null) status.textContent = 'No connection. The wait goes on at the bank; this page continues when you are back.';
      await new Promise((resolve) => {
        setTimeout(resolve, pauseMs);
        addEventListener('online', resolve, { once: true });
      });
      pauseMs = Math.min(pauseMs * 2, 15000);
    }
  }
}

/** Takes the parts that change from a fresh copy of the page. */
function refresh() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    // only a visit of the person signs in, not this copy
    request.open('GET', `${location.pathname}?copy`);
    request.responseType = 'document';
    request.onload = () => {
      for (const id of ['requests', 'status', 'proof-card']) {
        const [old, fresh] = [document.getElementById(id), request.response?.getElementById(id)];
        if (old === null || fresh === null || fresh === undefined || old.isEqualNode(fresh)) continue;
        if (id === 'status') {
          // a live region is heard when its text changes, not when it is exchanged
          old.textContent = fresh.textContent;
          continue;
        }
        keepOpen(old, fresh);
        old.replaceWith(document.adoptNode(fresh));
        enliven(document.getElementById(id));
      }
      resolve();
    };
    request.onerror = () => reject(new Error('offline'));
    request.send();
  });
}

/** What somebody is reading stays open. */
function keepOpen(old, fresh) {
  const copies = fresh.querySelectorAll('details');
  for (const [index, details] of old.querySelectorAll('details').entries())
    if (details.open && copies[index] !== undefined) copies[index].open = true;
}

if (page !== null) void follow();
