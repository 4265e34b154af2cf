/** Where a command writes: a terminal, or the process on the other end of the control socket. */
export interface Output {
  /** A line of the result. */
  print(line: string): void
  /** A line about what went wrong. */
  complain(line: string): void
}

export const processOutput: Output = {
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
}

/** Rows as aligned columns. Control characters are shown as `?`, so no value moves the cursor. */
export function printTable(output: Output, rows: readonly (readonly string[])[]): void {
  const clean = rows.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}/gu, '?')))
  const widths = (clean[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => row[column]?.length ?? 0)),
  )
  for (const row of clean) {
    output.print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  }
}
