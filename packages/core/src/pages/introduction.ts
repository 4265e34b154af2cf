import { ProblemDocument, type Operation } from '@latchkey/contracts'
import type { ProblemCatalogue } from '@latchkey/http'

import { codePanel } from './code.ts'
import { curlExample } from './curl.ts'
import { html, type Content, type Html } from './html.ts'
import { codeLink, mention, pagePath } from './links.ts'
import { problemExample, statusLine } from './problems.ts'
import { schemaTable } from './schema-table.ts'

interface IntroductionOptions {
  readonly operations: readonly Operation[]
  readonly problems: ProblemCatalogue
  readonly publicUrl: string
  readonly version: string
}

/** Ids of the sections that are no operations. No operation can have them: they hold a dash. */
export const CHAPTERS = {
  credentials: 'about-credentials',
  requests: 'about-requests',
  errors: 'about-errors',
  problems: 'about-problem-codes',
} as const

/** What holds for all operations, before the first of them. */
export function introduction(options: IntroductionOptions): Html {
  const { publicUrl, version } = options
  const openApi = pagePath(publicUrl, '/openapi.json')
  return html`<header class="intro">
      <h1>API reference</h1>
      <p class="lead">
        Every operation of this server: what it takes, what it answers, and what to do when it
        refuses.
      </p>
      <dl class="facts">
        <div>
          <dt>Address</dt>
          <dd><code>${publicUrl}</code></dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd><code>${version}</code></dd>
        </div>
        <div>
          <dt>For machines</dt>
          <dd><a href="${openApi}">openapi.json</a> (OpenAPI 3.1)</dd>
        </div>
      </dl>
    </header>
    ${credentials(options)} ${requests()} ${errors(options)} `
}

function credentials({ operations, publicUrl }: IntroductionOptions): Html {
  const link = (operationId: string) => mention(operations, operationId)
  const takesKeys = operations.some(({ security }) => {
    return security !== 'public' && security.by !== 'session'
  })
  const call = operations.find(({ method, security }) => {
    return method === 'GET' && security !== 'public' && security.by !== 'service'
  })
  return html`<section class="chapter split" id="${CHAPTERS.credentials}">
    <div class="words">
      <h2>Credentials</h2>
      <p>
        Signing in through ${link('login')} answers two tokens. The <b>access token</b> goes with
        every request, in the header <code>Authorization: Bearer</code>. It is short-lived:
        <code>expiresIn</code> says for how many seconds.
      </p>
      <p>
        The <b>refresh token</b> goes to ${link('refresh')} only, and gets you the next pair once a
        request is refused with ${codeLink(publicUrl, 'TOKEN_EXPIRED')}. It changes with every
        refresh, so keep the latest one and forget the others: an old one that comes back ends the
        session with ${codeLink(publicUrl, 'REFRESH_TOKEN_REUSED')}.
      </p>
      ${takesKeys && API_KEYS}
      <p>Credentials never belong in a URL.</p>
    </div>
    <div class="samples">${call && callPanel(curlExample(call, publicUrl))}</div>
  </section> `
}

const API_KEYS = html`<p>
  Programs send an API key instead, as <code>X-API-Key</code>, wherever an operation says so.
</p>`

function callPanel(code: string): Html {
  return codePanel({ title: 'A request with an access token', code, isCommand: true })
}

function requests(): Html {
  return html`<section class="chapter" id="${CHAPTERS.requests}">
    <h2>Requests and answers</h2>
    <p>
      Bodies are JSON in both directions, sent as <code>application/json</code>. A field that an
      operation does not know is refused, never dropped. Times are ISO 8601 in UTC, ids are UUIDs.
    </p>
  </section> `
}

function errors({ problems, publicUrl }: IntroductionOptions): Content {
  const code = 'INVALID_REQUEST'
  const definition = problems[code]
  const document = definition && problemExample(code, definition, publicUrl)
  const fields = { label: 'Fields of a problem document', direction: 'received' } as const
  return html`<section class="chapter split" id="${CHAPTERS.errors}">
    <div class="words">
      <h2>Errors</h2>
      <p>
        Every refusal is an <code>application/problem+json</code> document (RFC 9457). Branch on
        <code>code</code>: it never changes its meaning, and each has a page that tells what to do.
        Quote <code>requestId</code> when you ask for help.
      </p>
      ${schemaTable(ProblemDocument, fields)}
    </div>
    <div class="samples">
      ${document && refusalPanel(JSON.stringify(document, null, 2), document.status)}
    </div>
  </section> `
}

function refusalPanel(code: string, status: number): Html {
  return codePanel({ title: 'A refusal', note: statusLine(status), code })
}
