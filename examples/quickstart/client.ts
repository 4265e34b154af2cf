import { createAuth, isApiError } from '@latchkey/sdk'

const auth = createAuth({ baseUrl: process.env['LATCHKEY_URL'] ?? 'http://127.0.0.1:3000' })
const account = { username: 'grace', password: 'nanosecond-wire-30cm' }

const signUp = await auth.signUp(account).safe()
if (!signUp.ok && isApiError(signUp.error, 'USERNAME_TAKEN')) await auth.signIn(account)
else if (!signUp.ok) throw signUp.error

const me = await auth.me.get()
console.log(`Hello ${me.username}`)

await auth.signOut()
