import { html, raw, serialize, type Content } from './html.ts'
import { STYLES } from './style.ts'

interface Page {
  readonly title: string
  /** `docs` has a column for the navigation, `article` is one narrow column. */
  readonly kind: 'docs' | 'article'
  /** At the right of the name of the product. */
  readonly topLink?: Content
  readonly navigation?: Content
  readonly main: Content
}

/** The frame of every page: one document without scripts that loads nothing. */
export function layout({ title, kind, topLink, navigation, main }: Page): string {
  return serialize(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          ${STYLE_ELEMENT}
        </head>
        <body class="${kind}">
          <a class="skip" href="#main-content">Skip to the content</a>
          <header class="top">
            <p class="brand">${LOGO} Latchkey</p>
            ${topLink}
          </header>
          ${navigation}
          <main id="main-content" tabindex="-1">${main}</main>
        </body>
      </html> `,
  )
}

// Not in the template above: a formatter may add white space there, and the hash would not match.
const STYLE_ELEMENT = raw(`<style>${STYLES}</style>`)

/** A key whose bow is a latch: drawn here, so that nothing is loaded. */
const LOGO =
  raw(`<svg class="logo" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">
<path d="M8.5 3a5.5 5.5 0 0 1 5.2 7.3l7 7V21h-4v-2.4h-2.4v-2.4h-2.2l-1.8-1.9A5.5 5.5 0 1 1 8.5 3Zm-1 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z" fill="currentColor" fill-rule="evenodd"/>
</svg>`)
