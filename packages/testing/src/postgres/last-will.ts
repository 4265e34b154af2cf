import { spawn } from 'node:child_process'

/**
 * Ends the PostgreSQL in a folder and deletes the folder when this process is gone, even if it was
 * killed. A shell waits for the end of its input, which the system closes together with us.
 */
export function leaveLastWill(directory: string): void {
  const shell = spawn('sh', ['-c', WILL, 'sh', directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Systems without a shell do without.
  shell.on('error', () => undefined)
  shell.unref()
}

// SIGQUIT: PostgreSQL kills what does not stop within seconds, where other signals wait forever.
const WILL = `
cat
pid=$(head -n 1 "$1/postmaster.pid") && kill -QUIT "$pid"
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ -e "$1/postmaster.pid" ] || break
  sleep 1
done
rm -rf "$1"
`
