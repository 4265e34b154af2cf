/** On paper: black on white, everything unfolded, nothing that only helps on a screen. */
export const PRINT_STYLES = `
@media print {
  :root { color-scheme: light; --page: #fff; --panel: #fff; --panel-head: #fff; --line: #bbb; --strong: #000; --text: #000; --quiet: #444; --accent: #000; }
  body { font-size: 10pt; }
  .docs, .split { display: block; }
  .menu, .skip { display: none; }
  main, .docs main { max-width: none; padding: 0; }
  .samples { margin-top: 1rem; }
  .split > .samples { position: static; }
  .panel pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; }
  .nested details::details-content { content-visibility: visible; }
  .method, .status { border: 1px solid currentColor; }
  h2, h3, h4 { break-after: avoid; }
  tr, .panel { break-inside: avoid; }
}
`
