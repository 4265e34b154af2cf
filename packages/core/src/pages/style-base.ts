/** Text, links, code and tags. */
export const BASE_STYLES = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 2rem; }
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 400 0.9375rem/1.65 var(--sans);
  -webkit-font-smoothing: antialiased;
}
h1, h2, h3, h4, p, ul, dl, dd, figure, pre, table { margin: 0; padding: 0; }
ul { list-style: none; }
h1, h2, h3, h4, b { color: var(--strong); font-weight: 600; }
h1, h2, h3 { letter-spacing: -0.015em; text-wrap: balance; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.025em; }
h2 { font-size: 1.375rem; line-height: 1.3; }
h3 { font-size: 1.1875rem; line-height: 1.35; }
h4 { font-size: 0.875rem; line-height: 1.5; }
a { color: inherit; text-decoration: underline; text-decoration-color: var(--accent-line); text-underline-offset: 0.2em; }
a:hover { color: var(--accent); text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
code, pre, .code, .type, .path { font-family: var(--mono); font-size: 0.8125rem; }
:not(pre) > code:not(.path) {
  padding: 0.1em 0.35em;
  border-radius: 4px;
  background: var(--panel-head);
  color: var(--strong);
  overflow-wrap: anywhere;
  -webkit-box-decoration-break: clone;
  box-decoration-break: clone;
}
a.code { color: var(--strong); overflow-wrap: anywhere; }
.path { color: var(--strong); overflow-wrap: anywhere; }
.path var { font-style: normal; color: var(--accent); }
.type { color: var(--quiet); }
.lead { font-size: 1.0625rem; max-width: 38rem; text-wrap: pretty; }

.method, .status {
  display: inline-block;
  padding: 0.2em 0.5em;
  border-radius: 5px;
  font: 600 0.6875rem/1.4 var(--mono);
  letter-spacing: 0.02em;
}
.get, .fine { color: var(--green); background: var(--green-wash); }
.post, .moved { color: var(--blue); background: var(--blue-wash); }
.put, .patch { color: var(--violet); background: var(--violet-wash); }
.delete, .failed { color: var(--red); background: var(--red-wash); }
.refused { color: var(--amber); background: var(--amber-wash); }

.panel { overflow: hidden; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); }
.panel figcaption {
  display: flex;
  justify-content: space-between;
  gap: 1rem;
  padding: 0.5rem 1rem;
  border-bottom: 1px solid var(--line);
  background: var(--panel-head);
  color: var(--quiet);
  font-size: 0.8125rem;
}
.panel code { font-size: inherit; }
.panel pre { overflow: auto; max-height: 36rem; padding: 0.875rem 1rem; font-size: 0.75rem; line-height: 1.65; color: var(--strong); tab-size: 2; }
.panel pre:focus-visible { outline-offset: -2px; border-radius: 0 0 9px 9px; }
.command code { -webkit-user-select: all; user-select: all; }
.key { color: var(--strong); }
.string { color: var(--green); }
.literal { color: var(--blue); }

.skip { position: absolute; left: -100vw; top: 0.5rem; z-index: 2; padding: 0.5rem 1rem; background: var(--page); }
.skip:focus { left: 0.5rem; }
`
