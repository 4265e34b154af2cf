import { PROBLEMS, type Operation } from '@latchkey/contracts'
import type { ProblemCatalogue } from '@latchkey/http'

import { html, type Content } from './html.ts'
import { CHAPTERS, introduction } from './introduction.ts'
import { layout } from './layout.ts'
import { navigation } from './navigation.ts'
import { operationSection, type SectionOptions } from './operation-section.ts'
import { byStatus, problemTable } from './problems.ts'
import { groupByTag, type OperationGroup } from './tags.ts'

export interface DocsPageOptions {
  readonly operations: readonly Operation[]
  /** Where this server is reached: the address in examples, and the root of links. */
  readonly publicUrl: string
  readonly version: string
  /** Codes of a host beside those of Latchkey. */
  readonly problems?: ProblemCatalogue
}

/**
 * The API reference: one complete HTML document, derived from the contracts. It has no script and
 * loads nothing, so it works offline and under `PAGE_POLICY`. Each operation is at
 * `#<operationId>`. All text is escaped, whatever the contracts hold.
 *
 * @throws {TypeError} when `publicUrl` is not a URL.
 */
export function docsPage(options: DocsPageOptions): string {
  const { operations, publicUrl, version, problems = PROBLEMS } = options
  const groups = groupByTag(operations)
  return layout({
    title: 'API reference · Latchkey',
    kind: 'docs',
    navigation: navigation(groups),
    main: [
      introduction({ operations, publicUrl, version, problems }),
      groups.map((group) => groupSection(group, { publicUrl, problems })),
      problemIndex({ publicUrl, problems }),
    ],
  })
}

function groupSection({ id, title, operations }: OperationGroup, options: SectionOptions): Content {
  return html`<section id="${id}">
    <h2 class="group">${title}</h2>
    ${operations.map((operation) => operationSection(operation, options))}
  </section> `
}

function problemIndex({ publicUrl, problems }: SectionOptions): Content {
  return html`<section class="chapter" id="${CHAPTERS.problems}">
    <h2>Problem codes</h2>
    <p>All codes this server may answer. Follow one for when it is answered and what to do.</p>
    ${problemTable({ codes: byStatus(problems), problems, publicUrl, label: 'Problem codes' })}
  </section> `
}
