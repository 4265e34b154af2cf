import { operationProblems, problemCodes, type Operation } from '@latchkey/contracts'
import type { ProblemCatalogue } from '@latchkey/http'

import { accessOf, limitsOf } from './access.ts'
import { codePanel } from './code.ts'
import { curlExample } from './curl.ts'
import { methodTag, pathOf } from './endpoint.ts'
import { responseExample } from './example.ts'
import { html, type Content, type Html } from './html.ts'
import { fragment } from './links.ts'
import { problemTable, statusLine, statusTag } from './problems.ts'
import { paragraphs, prose } from './prose.ts'
import { schemaTable } from './schema-table.ts'
import { shapesOf, type JsonSchema } from './schema.ts'

export interface SectionOptions {
  readonly publicUrl: string
  readonly problems: ProblemCatalogue
}

/** Everything about one operation: words and tables, and beside them a call with its answer. */
export function operationSection(operation: Operation, options: SectionOptions): Html {
  const { operationId, schema } = operation
  const call = curlExample(operation, options.publicUrl)
  return html`<article class="operation split" id="${operationId}">
    <div class="words">
      <h3><a href="${fragment(operationId)}">${prose(schema.summary)}</a></h3>
      <p class="endpoint">${methodTag(operation)} ${pathOf(operation)}</p>
      ${paragraphs(schema.description)} ${facts(operation)}
      ${input('Path parameters', operation, schema.params)}
      ${input('Query parameters', operation, schema.querystring)}
      ${input('Body', operation, schema.body)} ${successes(operation)}
      ${refusals(operation, options)}
    </div>
    <div class="samples">
      ${codePanel({ title: `Call ${operationId}`, code: call, isCommand: true })}
      ${answerPanel(operation)}
    </div>
  </article> `
}

function facts(operation: Operation): Html {
  const limits = limitsOf(operation)
  const { sdk, cookies, security } = operation
  return html`<dl class="facts">
    <div>
      <dt>Who may call</dt>
      <dd>${prose(accessOf(security))}</dd>
    </div>
    ${
      limits !== undefined &&
      html`<div>
        <dt>Limits</dt>
        <dd>${prose(limits)}</dd>
      </div>`
    }
    ${
      cookies &&
      html`<div>
        <dt>Cookies</dt>
        <dd>May set or clear cookies.</dd>
      </div>`
    }
    ${
      sdk !== undefined &&
      html`<div>
        <dt>In the SDK</dt>
        <dd><code>auth.${sdk}()</code></dd>
      </div>`
    }
  </dl>`
}

function input(title: string, { operationId }: Operation, schema: JsonSchema | undefined): Content {
  if (!schema) return undefined
  return html`<h4>${title}</h4>
    ${schemaTable(schema, { label: `${title} of ${operationId}`, direction: 'sent' })}`
}

function successes(operation: Operation): Content {
  return answers(operation).map(([status, schema]) => {
    const title = schema.title !== undefined && html` <span class="title">${schema.title}</span>`
    const label = `Answer ${status} of ${operation.operationId}`
    return html`<h4>${statusTag(status)} ${statusLine(status).slice(4)}${title}</h4>
      ${schemaTable(schema, { label, direction: 'received' })}`
  })
}

function refusals(operation: Operation, { publicUrl, problems }: SectionOptions): Content {
  const codes = operationProblems(operation)
  if (codes.length === 0) return undefined
  const label = `Problems of ${operation.operationId}`
  return html`<h4>Problems</h4>
    ${problemTable({ codes, problems, publicUrl, label })}`
}

/** The first answer, if it has fields to show. */
function answerPanel(operation: Operation): Content {
  const [first] = answers(operation)
  if (!first) return undefined
  const [status, schema] = first
  if (shapesOf(schema).length === 0) return undefined
  const code = JSON.stringify(responseExample(schema), null, 2)
  const label = `Answer of ${operation.operationId}`
  return codePanel({ title: 'Answer', label, note: statusLine(status), code })
}

function answers({ schema }: Operation): [number, JsonSchema][] {
  return Object.entries(schema.response).flatMap(([status, answer]): [number, JsonSchema][] => {
    return problemCodes(answer) ? [] : [[Number(status), answer]]
  })
}
