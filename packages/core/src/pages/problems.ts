import { STATUS_CODES } from 'node:http'

import type { ProblemDefinition } from '@latchkey/contracts'
import type { ProblemCatalogue } from '@latchkey/http'

import { html, type Content, type Html } from './html.ts'
import { codeLink } from './links.ts'
import { prose } from './prose.ts'

/** A status as people read it: `404 Not Found`. */
export function statusLine(status: number): string {
  return [status, STATUS_CODES[status]].join(' ').trim()
}

/** A status as a coloured tag. */
export function statusTag(status: number): Html {
  const kind = status < 300 ? 'fine' : status < 400 ? 'moved' : status < 500 ? 'refused' : 'failed'
  return html`<span class="status ${kind}">${status}</span>`
}

interface ProblemTable {
  readonly codes: readonly string[]
  readonly problems: ProblemCatalogue
  readonly publicUrl: string
  /** Names the table for assistive technology. */
  readonly label: string
}

/** Codes with their status and meaning, each linked to its page. */
export function problemTable({ codes, problems, publicUrl, label }: ProblemTable): Content {
  const rows = codes.map((code) => {
    const definition = problems[code]
    return html`<tr role="row">
      <td role="cell">${definition && statusTag(definition.status)}</td>
      <th role="rowheader" scope="row">${codeLink(publicUrl, code)}</th>
      <td role="cell">${prose(definition?.title ?? '')}</td>
    </tr> `
  })
  return html`<table class="problems" role="table" aria-label="${label}">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Status</th>
        <th role="columnheader" scope="col">Code</th>
        <th role="columnheader" scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows}
    </tbody>
  </table>`
}

/** The codes of a catalogue from the lowest status to the highest. */
export function byStatus(problems: ProblemCatalogue): string[] {
  return Object.entries(problems)
    .toSorted(([, a], [, b]) => a.status - b.status)
    .map(([code]) => code)
}

/** A problem document with this code, as a server at `publicUrl` would send it. */
export function problemExample(
  code: string,
  { status, title }: ProblemDefinition,
  publicUrl: string,
) {
  return {
    type: `${publicUrl.replace(/\/+$/, '')}/errors/${code}`,
    title,
    status,
    code,
    requestId: '019bc0e2-3f5a-7c11-8d27-6b0f4e92a1c3',
    ...(code === 'INVALID_REQUEST' && {
      errors: [{ pointer: '/body/email', message: 'must match format "email"' }],
    }),
    ...(code === 'FORBIDDEN' && { required: 'admin' }),
    ...(code === 'REAUTHENTICATION_REQUIRED' && { maxAge: 600 }),
  }
}
