import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { ERROR_PAGES } from './files.ts'

/**
 * The paths at which the disk differs from what was generated: changed, missing, or an error page
 * whose code is gone.
 */
export async function findDrift(
  root: string,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const drifted: string[] = []
  for (const [path, text] of files) {
    if ((await readText(join(root, path))) !== text) drifted.push(path)
  }
  const pages = await readdir(join(root, ERROR_PAGES)).catch(() => [])
  const stale = pages.map((name) => `${ERROR_PAGES}/${name}`).filter((path) => !files.has(path))
  return [...drifted, ...stale]
}

/** Makes the disk agree with what was generated, and returns the paths it touched. */
export async function writeFiles(
  root: string,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const drifted = await findDrift(root, files)
  for (const path of drifted) {
    const target = join(root, path)
    const text = files.get(path)
    await mkdir(dirname(target), { recursive: true })
    await (text === undefined ? rm(target) : writeFile(target, text))
  }
  return drifted
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
