/**
 * Tables of fields and problem codes, and lists of facts. A table of fields that has less than
 * 36rem becomes a list of blocks: name and type in one line, the description below.
 */
export const TABLE_STYLES = `
table { width: 100%; border-collapse: collapse; text-align: left; font-size: 0.875rem; line-height: 1.55; }
thead th { padding: 0 1rem 0.375rem 0; color: var(--quiet); font-size: 0.75rem; font-weight: 500; }
tbody th { font-weight: 400; }
tbody th, tbody td { padding: 0.625rem 1rem 0.625rem 0; border-top: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }

.fields th code { padding: 0; background: none; font-weight: 600; }
.presence { color: var(--quiet); font-size: 0.75rem; white-space: nowrap; }
.required { color: var(--red); }
.conditional { color: var(--accent); }
.constraints { color: var(--quiet); font-size: 0.8125rem; overflow-wrap: anywhere; }
.constraints li code:not(.path) { padding: 0; background: none; }
.constraints, .constraints li { display: inline; }
.constraints li::before { content: '· '; }
.constraints li + li::before { content: ' · '; }
.rule { margin-bottom: 0.625rem; }
.fields p + p { margin-top: 0.5rem; }
.nested > td { padding-top: 0; border-top: 0; }
.nested summary { width: fit-content; color: var(--quiet); font-size: 0.8125rem; cursor: pointer; }
.nested summary:hover { color: var(--accent); }
.nested details[open] > summary { margin-bottom: 0.625rem; }
.inner { margin-left: 0.25rem; padding-left: 1rem; border-left: 2px solid var(--line); }
.inner thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.inner > table > tbody > tr:first-child > * { border-top: 0; }

.problems td:first-child { width: 4rem; }
.problems tbody th { white-space: nowrap; }
.problems td:last-child { width: 99%; }
.problems tbody th, .problems tbody td { padding-block: 0.4375rem; }

.facts { display: grid; gap: 0.375rem; font-size: 0.875rem; }
.facts > div { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: 0 1rem; }
.facts dt { color: var(--quiet); }

@media (max-width: 30rem) {
  .facts > div { grid-template-columns: minmax(0, 1fr); }
  .facts dt { font-size: 0.8125rem; }
}
@container words (min-width: 36rem) {
  .fields tbody th { width: 28%; }
  .fields tbody td:nth-child(2) { width: 32%; }
}
@container words (max-width: 36rem) {
  .fields, .fields > tbody, .problems, .problems > tbody { display: block; }
  .fields thead, .problems thead {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .fields > tbody > tr { display: block; padding: 0.625rem 0; border-top: 1px solid var(--line); }
  .fields > tbody > tr > th, .fields > tbody > tr > td { display: inline; padding: 0; border: 0; }
  .fields > tbody > tr > th { margin-right: 0.5rem; }
  .fields > tbody > tr > td:last-child { display: block; }
  .problems > tbody > tr {
    display: grid;
    grid-template-columns: 3.25rem minmax(0, 1fr);
    padding: 0.5rem 0;
    border-top: 1px solid var(--line);
  }
  .problems > tbody > tr > * { width: auto; padding: 0; border: 0; white-space: normal; }
  .problems > tbody > tr > td:last-child { grid-column: 2; width: auto; }
  .inner > .fields > tbody > tr:first-child { border-top: 0; }
  .fields > tbody > tr.nested { padding-top: 0; border: 0; }
}
`
