import { html, join, type Content, type Html } from './html.ts'
import { count, paragraphs, prose } from './prose.ts'
import { constraintsOf, presenceRule, typeOf } from './schema-words.ts'
import { fieldsOf, isNull, shapesOf, type Field, type JsonSchema } from './schema.ts'

export interface TableOptions {
  /** Names the table for assistive technology. */
  readonly label: string
  /** Fields are `sent` by a caller, who must know which of them are needed, or `received`. */
  readonly direction: 'sent' | 'received'
}

/**
 * What a value looks like: its fields as a table, with tables inside for nested objects, or a line
 * in words when it has no fields.
 */
export function schemaTable(schema: JsonSchema, options: TableOptions): Content {
  const shapes = shapesOf(schema)
  const [only] = shapes
  if (!only) return describeValue(schema)
  if (shapes.length === 1) {
    const wrapped = only !== schema && html`<p class="type">${typeOf(schema)}</p>`
    return [wrapped, fieldTable(only, options)]
  }
  return shapes.map((shape, index) => {
    const name = shape.title ?? `form ${index + 1}`
    return html`<p class="rule">${index === 0 ? 'Either' : 'or'} <b>${name}</b>:</p>
      ${fieldTable(shape, { ...options, label: `${options.label}, ${name}` })}`
  })
}

function fieldTable(schema: JsonSchema, options: TableOptions): Html {
  const rule = presenceRule(schema)
  // Roles are written out: a table laid out as blocks on narrow screens loses them otherwise.
  return html`${rule !== undefined && html`<p class="rule">${prose(rule)}</p>`}
    <table class="fields" role="table" aria-label="${options.label}">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Name</th>
          <th role="columnheader" scope="col">Type</th>
          <th role="columnheader" scope="col">Description</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${fieldsOf(schema).map((field) => fieldRows(field, options))}
      </tbody>
    </table>`
}

function fieldRows(field: Field, options: TableOptions): Html {
  const { name, schema } = field
  const constraints = constraintsOf(schema).map((words) => html`<li>${prose(words)}</li>`)
  return html`<tr role="row">
      <th role="rowheader" scope="row"><code>${name}</code> ${presenceMark(field, options)}</th>
      <td role="cell">
        <span class="type">${typeOf(schema)}</span> ${
          constraints.length > 0 &&
          html`<ul class="constraints">
            ${constraints}
          </ul>`
        }
      </td>
      <td role="cell">${paragraphs(schema.description)}</td>
    </tr>
    ${nestedRow(field, options)}`
}

/** An answer has nearly all its fields, so there only the others are marked. */
function presenceMark({ presence }: Field, { direction }: TableOptions): Content {
  if (direction === 'received' && presence === 'required') return undefined
  return html`<span class="presence ${presence}">${presence}</span>`
}

function nestedRow({ name, schema }: Field, options: TableOptions): Content {
  const shapes = shapesOf(schema)
  if (shapes.length === 0) return undefined
  const amounts = shapes.map((shape) => {
    const title = shape.title !== undefined && html` of <b>${shape.title}</b>`
    return html`${count(fieldsOf(shape).length, 'field')}${title}`
  })
  const nested = { ...options, label: `Fields of ${name}` }
  return html`<tr role="row" class="nested">
    <td role="cell" colspan="3">
      <details>
        <summary>${join(amounts, ' or ')}</summary>
        ${shapes.map((shape) => html`<div class="inner">${fieldTable(shape, nested)}</div>`)}
      </details>
    </td>
  </tr> `
}

function describeValue(schema: JsonSchema): Html {
  if (isNull(schema)) return html`<p>${prose(schema.description ?? 'No body.')}</p>`
  const words = [typeOf(schema), ...constraintsOf(schema)].join(', ')
  return html`<p class="type">${prose(words)}</p>
    ${paragraphs(schema.description)}`
}
