/** Where things are: one column on phones, up to three on wide screens. */
export const LAYOUT_STYLES = `
.top {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 1rem;
  padding: 1rem 1.25rem;
  border-bottom: 1px solid var(--line);
  font-size: 0.875rem;
}
.brand { display: flex; align-items: center; gap: 0.5rem; color: var(--strong); font-size: 1rem; font-weight: 600; letter-spacing: -0.01em; }
.logo { color: var(--accent); }
main { padding: 2.5rem 1.25rem 6rem; }

.words { container: words / inline-size; min-width: 0; }
.words > * + * { margin-top: 1rem; }
.words > h4 { margin-top: 2rem; margin-bottom: -0.25rem; }
.words > .endpoint { margin-top: 0.5rem; }
.words h4 .status { margin-right: 0.25rem; }
.words h4 .title { margin-left: 0.25rem; color: var(--quiet); font-weight: 400; }
.samples { display: grid; gap: 1rem; align-content: start; min-width: 0; }
.intro > * + * { margin-top: 1.25rem; }
.chapter { container: words / inline-size; padding-top: 3.5rem; }
.chapter > * + * { margin-top: 1rem; }
.chapter > p { max-width: 42rem; }
.split { display: grid; gap: 2rem; container: none; }
.split > * + * { margin-top: 0; }
h2.group { margin-top: 5rem; padding-bottom: 1rem; border-bottom: 1px solid var(--line); font-size: 1.5rem; }
.operation { padding-block: 2.5rem 3rem; }
.operation + .operation { border-top: 1px solid var(--line); }
.operation h3 a { text-decoration: none; }
.operation h3 a:hover { text-decoration: underline; }

.menu { padding: 0 1.25rem; border-bottom: 1px solid var(--line); font-size: 0.875rem; }
.menu summary { padding-block: 0.75rem; cursor: pointer; color: var(--strong); }
.menu nav { padding-bottom: 1.5rem; }
.menu .group { margin: 1.25rem 0 0.25rem; font-size: 0.75rem; font-weight: 600; }
.menu .group + ul + ul { margin-top: 1.25rem; }
.menu a { text-decoration: none; }
.menu li a {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 0.5rem;
  margin-inline: -0.625rem;
  padding: 0.25rem 0.625rem;
  border-radius: 6px;
}
.menu li a > span:first-child { min-width: 0; overflow-wrap: anywhere; }
.menu li a:hover { background: var(--panel); color: var(--strong); }
.menu .method { padding: 0; background: none; font-size: 0.625rem; }

.article main { max-width: 46rem; margin-inline: auto; }
.article h1 { margin-top: 0.75rem; }
.article h2 { margin-top: 2.5rem; margin-bottom: 0.75rem; font-size: 1.0625rem; }
.identity { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.625rem; margin-top: 1rem; }
.crumbs { font-size: 0.875rem; color: var(--quiet); }
.operations li { padding-block: 0.75rem; border-top: 1px solid var(--line); }
.operations .endpoint { display: block; margin-top: 0.25rem; }

@media (min-width: 60rem) {
  .docs { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); grid-template-rows: auto 1fr; }
  .docs .top, .docs .menu { position: sticky; border-bottom: 0; border-right: 1px solid var(--line); background: var(--panel); }
  .docs .top { top: 0; z-index: 1; grid-area: 1 / 1; padding: 1.5rem; }
  .docs .menu { top: 4.5rem; grid-area: 2 / 1; height: calc(100vh - 4.5rem); padding: 0 1.5rem; overflow-y: auto; }
  .docs main { grid-area: 1 / 2 / 3 / 3; width: 100%; max-width: 84rem; padding: 4rem clamp(2rem, 3.5vw, 4.5rem) 8rem; }
  .docs .menu li a:hover { background: var(--panel-head); }
  .docs .menu li a > span:first-child { font-size: 0.8125rem; }
}
/* Where the engine can open it from here, the menu is always open beside the page. */
@supports selector(::details-content) {
  @media (min-width: 60rem) {
    .menu summary { display: none; }
    .menu::details-content { display: block; content-visibility: visible; }
  }
}
@media (min-width: 75rem) {
  .split { grid-template-columns: minmax(0, 1fr) minmax(0, 27rem); gap: 3rem; }
  .split > .samples { position: sticky; top: 2rem; }
}
@media (min-width: 96rem) {
  .split { grid-template-columns: minmax(0, 1fr) minmax(0, 30rem); }
}
/* The menu marks what is being read, where the engine can tell without a script. */
.menu nav { scroll-target-group: auto; }
.menu li a:target-current { background: var(--accent-wash); color: var(--strong); font-weight: 500; }
`
