import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'

import { inProcessFetch } from '../src/index.ts'

describe('inProcessFetch', () => {
  // Guarantee: a request arrives as it was made.
  test('sends method, path, query, headers and body', async () => {
    const response = await echo('http://api.test/echo?a=1&a=%20', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', cookie: 'a=1; b=2', 'x-id': '7' },
      body: '{"text":"ü"}',
    })

    expect(response.url).toBe('http://api.test/echo?a=1&a=%20')
    expect(await response.json()).toMatchObject({
      method: 'PATCH',
      url: '/echo?a=1&a=%20',
      headers: { host: 'api.test', cookie: 'a=1; b=2', 'x-id': '7', 'content-length': '13' },
      body: '{"text":"ü"}',
    })
  })

  // Guarantee: every kind of body is sent with the media type that a browser would give it.
  test.for([
    ['text', 'hello', 'text/plain;charset=UTF-8', 'hello'],
    ['bytes', new TextEncoder().encode('bytes'), undefined, 'bytes'],
    [
      'a form',
      new URLSearchParams({ a: 'b c' }),
      'application/x-www-form-urlencoded;charset=UTF-8',
      'a=b+c',
    ],
  ] as const)('sends %s', async ([, body, type, text]) => {
    const response = await echo('http://api.test/echo', { method: 'POST', body })

    const received = await response.json()
    expect(received.headers['content-type']).toBe(type)
    expect(received.body).toBe(text)
  })

  // Guarantee: multipart bodies keep their boundary.
  test('sends form data', async () => {
    const form = new FormData()
    form.set('file', new Blob(['content']), 'name.txt')

    const response = await echo('http://api.test/echo', { method: 'POST', body: form })

    const { headers, body } = await response.json()
    const boundary = headers['content-type'].split('boundary=')[1]
    expect(body).toContain(`--${boundary}\r\n`)
    expect(body).toContain('filename="name.txt"')
  })

  // Guarantee: an answer is what a server would have sent, cookies one by one.
  test('receives status, headers and cookies', async () => {
    const app = fastify()
    app.get('/', async (_, reply) =>
      reply
        .code(201)
        .header('set-cookie', ['a=1; Path=/', 'b=2'])
        .header('x-count', 5)
        .send({ ok: true }),
    )

    const response = await inProcessFetch(app)('http://api.test/')

    expect(response.status).toBe(201)
    expect(response.statusText).toBe('Created')
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2'])
    expect(response.headers.get('x-count')).toBe('5')
    expect(await response.json()).toEqual({ ok: true })
  })

  // Guarantee: answers without a body and redirects are handed on as they are.
  test('neither invents bodies nor follows redirects', async () => {
    const app = fastify()
    app.get('/empty', async (_, reply) => reply.code(204).send())
    app.get('/moved', async (_, reply) => reply.redirect('/elsewhere', 303))

    const empty = await inProcessFetch(app)('http://api.test/empty')
    const moved = await inProcessFetch(app)('http://api.test/moved')

    expect([empty.status, empty.body]).toEqual([204, null])
    expect([moved.status, moved.headers.get('location')]).toEqual([303, '/elsewhere'])
  })

  // Guarantee: a caller that gives up is told so, before and during the request.
  test('rejects with the reason of an abort', async () => {
    const app = fastify()
    const arrived = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<string>()
    app.get('/', async () => {
      arrived.resolve()
      return answer.promise
    })
    const fetch = inProcessFetch(app)
    const controller = new AbortController()

    const pending = fetch('http://api.test/', { signal: controller.signal })
    await arrived.promise
    controller.abort(new Error('changed my mind'))

    await expect(pending).rejects.toThrow('changed my mind')
    await expect(fetch('http://api.test/', { signal: controller.signal })).rejects.toThrow(
      'changed my mind',
    )
    answer.resolve('too late')
  })
})

/** Answers what arrived. */
const echo: typeof fetch = async (input, init) => {
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body))
  app.all('/echo', async ({ method, url, headers, body }) => ({ method, url, headers, body }))
  return inProcessFetch(app)(input, init)
}
