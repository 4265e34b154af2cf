import { createHash } from 'node:crypto'

import { BASE_STYLES } from './style-base.ts'
import { LAYOUT_STYLES } from './style-layout.ts'
import { PRINT_STYLES } from './style-print.ts'
import { TABLE_STYLES } from './style-tables.ts'
import { THEME } from './style-theme.ts'

/** The one style sheet of all pages. `PAGE_POLICY` names its hash. */
export const STYLES = [THEME, BASE_STYLES, TABLE_STYLES, LAYOUT_STYLES, PRINT_STYLES].join('')

/**
 * `Content-Security-Policy` of every page made here: nothing may be loaded or run, nobody may
 * frame the page, and the only style sheet is the one inside, known by its hash (CSP level 3,
 * section 2.3.1).
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLES).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
