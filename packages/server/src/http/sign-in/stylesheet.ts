/**
 * The look of every browser page: one card, the system's own typeface, one accent colour, light and dark as the system has it.
 * Sizes are in rem, so that 200 % text grows everything; contrast is at least 4.5:1 for text and 3:1 for controls in both themes.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f3f4f2;
  --card: #ffffff;
  --text: #1a1f1e;
  --quiet: #55605d;
  --line: #d9dedb;
  --control: #717d79;
  --accent: #0f665a;
  --accent-strong: #0a4d44;
  --on-accent: #ffffff;
  --error: #a3261b;
  --error-ground: #fdf1ef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121615;
    --card: #1b211f;
    --text: #e8ecea;
    --quiet: #a5b0ac;
    --line: #303936;
    --control: #84918c;
    --accent: #6cc9b6;
    --accent-strong: #8edccc;
    --on-accent: #06231e;
    --error: #ffa79c;
    --error-ground: #341b18;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  padding: max(1.5rem, env(safe-area-inset-top)) max(1rem, env(safe-area-inset-right)) max(1.5rem, env(safe-area-inset-bottom)) max(1rem, env(safe-area-inset-left));
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
main {
  width: 100%;
  max-width: 26rem;
  padding: 2rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
.brand { display: flex; align-items: center; gap: 0.75rem; margin: 0 0 2rem; font-weight: 600; }
.mark {
  flex: none;
  display: grid;
  place-items: center;
  width: 2.5rem;
  height: 2.5rem;
  border-radius: 0.5rem;
  background: var(--accent);
  color: var(--on-accent);
  line-height: 1;
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; font-weight: 600; text-wrap: balance; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1rem; font-weight: 600; }
p { margin: 0.5rem 0 0; }
.purpose, .quiet, footer { color: var(--quiet); }
.purpose bdi { color: var(--text); font-weight: 600; }
form { margin: 1.5rem 0 0; }
.field { margin: 1.25rem 0 0; }
label { display: block; margin: 0 0 0.5rem; font-weight: 600; }
input {
  display: block;
  width: 100%;
  min-height: 3rem;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--control);
  border-radius: 0.5rem;
  background: var(--card);
  color: var(--text);
  font: inherit;
  font-size: max(1rem, 16px);
}
input[aria-invalid="true"] { border: 2px solid var(--error); padding: calc(0.5rem - 1px) calc(0.75rem - 1px); }
.fault { margin: 0.25rem 0 0; color: var(--error); }
.alert {
  display: flex;
  gap: 0.75rem;
  margin: 1.5rem 0 0;
  padding: 0.75rem;
  border: 1px solid var(--error);
  border-radius: 0.5rem;
  background: var(--error-ground);
}
.alert svg { flex: none; width: 1.5rem; height: 1.5rem; color: var(--error); }
button {
  width: 100%;
  min-height: 3rem;
  margin: 1.75rem 0 0;
  padding: 0.5rem 1rem;
  border: 2px solid transparent;
  border-radius: 0.5rem;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button:hover { background: var(--accent-strong); }
input:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.secondary { background: transparent; border-color: var(--control); color: var(--text); }
.secondary:hover { background: var(--ground); }
.notice { margin: 1.5rem 0 0; padding: 0.75rem; border: 1px solid var(--accent); border-radius: 0.5rem; }
.number { margin: 1rem 0 0; font: 600 2.5rem/1.2 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; text-align: center; }
.alert + p, .purpose + p { margin-top: 1rem; }
.ways, .factors { margin: 0.5rem 0 0; padding: 0; list-style: none; }
.ways { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.ways a { display: flex; align-items: center; min-height: 2.75rem; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:hover { color: var(--accent-strong); }
.button { display: flex; align-items: center; justify-content: center; min-height: 3rem; margin: 1.5rem 0 0; padding: 0.5rem 1rem; border-radius: 0.5rem; background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; }
.button:hover { background: var(--accent-strong); color: var(--on-accent); }
section { margin: 1.5rem 0 0; padding: 1.5rem 0 0; border-top: 1px solid var(--line); }
section h2 { margin: 0; }
section form, form + form { margin: 0; }
form + form button { margin-top: 1rem; }
section button { margin-top: 1rem; }
.factors li { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
.factors li:last-child { border-bottom: 0; padding-bottom: 0; }
.factors .quiet { display: block; font-size: 0.875rem; }
summary { display: inline-flex; align-items: center; min-height: 2.75rem; color: var(--accent); cursor: pointer; text-decoration: underline; text-underline-offset: 0.2em; }
.danger { background: var(--error); color: var(--card); }
.danger:hover { background: var(--error); text-decoration: underline; }
.qr { display: block; width: 100%; max-width: 14rem; margin: 1rem auto 0; border-radius: 0.5rem; background: #ffffff; }
.qr path { fill: #000000; }
.key { display: block; margin: 0.5rem 0 0; overflow-wrap: anywhere; }
.code { letter-spacing: 0.25em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.25rem; }
dl { margin: 0; font-size: 0.875rem; }
dt { margin: 0.5rem 0 0; color: var(--quiet); }
dd { margin: 0; }
code { font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; user-select: all; }
footer { max-width: 26rem; margin: 1rem 0 0; font-size: 0.875rem; text-align: center; }
@media (max-width: 30rem) {
  body { justify-content: flex-start; padding: 0; background: var(--card); }
  main { padding: max(1.5rem, env(safe-area-inset-top)) max(1.25rem, env(safe-area-inset-right)) 1.5rem max(1.25rem, env(safe-area-inset-left)); border: 0; border-radius: 0; }
  footer { margin: 0; padding: 0 1.25rem max(1.5rem, env(safe-area-inset-bottom)); }
}
`.trimStart();
