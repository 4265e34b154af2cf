import { statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

import { temporaryFolder } from '@latchkey/testing'
import { expect, onTestFinished, test } from 'vitest'

import type { Output } from '../src/cli/output.ts'
import { runRemotely } from '../src/cli/remote.ts'
import { openControlSocket, type Execute } from '../src/control.ts'

function recorder() {
  const lines: string[] = []
  const output: Output = {
    print: (line) => lines.push(`out ${line}`),
    complain: (line) => lines.push(`err ${line}`),
  }
  return { lines, output }
}

async function open(execute: Execute) {
  const path = join(temporaryFolder(), 'control.sock')
  const socket = await openControlSocket(path, execute)
  onTestFinished(() => socket.close())
  return { path, socket }
}

test('only the user who runs the server can reach it', async () => {
  const { path } = await open(async () => 0)

  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a command runs in the server and writes where it was called', async () => {
  const { path } = await open(async ({ command, args }, output) => {
    output.print(`${command} with ${args.join(' ')}`)
    output.complain('line\nbreaks stay in one message')
    return 3
  })
  const { lines, output } = recorder()

  const code = await runRemotely(
    { pid: 1234, socket: path },
    { command: 'users list', args: ['--limit', '5'] },
    output,
  )

  expect(code).toBe(3)
  expect(lines).toEqual(['out users list with --limit 5', 'err line\nbreaks stay in one message'])
})

test('a failing command tells why', async () => {
  const { path } = await open(async () => {
    throw new Error('the disk is full')
  })
  const { lines, output } = recorder()

  expect(
    await runRemotely({ pid: 1234, socket: path }, { command: 'migrate', args: [] }, output),
  ).toBe(1)
  expect(lines).toEqual(['err the disk is full'])
})

test.each(['GET / HTTP/1.1', 'null', '{"command":"migrate"}', '{"command":"migrate","args":[1]}'])(
  'what is not a request does no harm: %s',
  async (line) => {
    const { path } = await open(async () => 0)

    const replies = await new Promise<string>((resolve) => {
      const socket = connect(path, () => socket.write(`${line}\r\n\r\n`))
      const chunks: string[] = []
      socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
      socket.once('close', () => resolve(chunks.join('')))
    })

    expect(replies).toContain('{"code":1}')
    expect(
      await runRemotely(
        { pid: 1234, socket: path },
        { command: 'migrate', args: [] },
        recorder().output,
      ),
    ).toBe(0)
  },
)

test('a server that stops in the middle of a command is noticed', async () => {
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const { path, socket } = await open(async () => {
    resolve()
    return new Promise<number>(() => {})
  })

  const { lines, output } = recorder()
  const command = runRemotely({ pid: 1234, socket: path }, { command: 'migrate', args: [] }, output)
  await begun
  await socket.close()

  expect(await command).toBe(1)
  expect(lines).toEqual(['err Process 1234 stopped before the command was done'])
})

test('a server that takes no commands is named', async () => {
  const socket = join(temporaryFolder(), 'control.sock')
  const { lines, output } = recorder()

  const code = await runRemotely({ pid: 1234, socket }, { command: 'migrate', args: [] }, output)

  expect(code).toBe(1)
  expect(lines).toEqual([expect.stringContaining('Process 1234 has the database open')])
})

test('a socket left behind by a crash is replaced', async () => {
  const path = join(temporaryFolder(), 'control.sock')
  writeFileSync(path, '')

  const socket = await openControlSocket(path, async () => 0)
  onTestFinished(() => socket.close())

  expect(
    await runRemotely(
      { pid: 1234, socket: path },
      { command: 'migrate', args: [] },
      recorder().output,
    ),
  ).toBe(0)
})
