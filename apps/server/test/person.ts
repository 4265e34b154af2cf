import type { AuthResult, TokenResult } from '@latchkey/contracts'

const ACCOUNT = { username: 'ada', password: 'violet harbour 1897' }

/** A user of the server at `url`, who keeps his tokens himself. */
export function personAt(url: string) {
  async function post(path: string, body: object): Promise<Response> {
    return fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  return {
    signUp: async () => expected<AuthResult>(await post('/api/auth/register', ACCOUNT)),
    signIn: async () => expected<AuthResult>(await post('/api/auth/login', ACCOUNT)),
    refresh: async ({ refreshToken }: { refreshToken?: string | undefined }) =>
      expected<TokenResult>(await post('/api/auth/refresh', { refreshToken })),
    /** The status of a request with the access token. */
    use: async ({ accessToken }: { accessToken?: string | undefined }) => {
      const headers = { authorization: `Bearer ${accessToken}` }
      return (await fetch(`${url}/api/auth/me`, { headers })).status
    },
  }
}

async function expected<T>(response: Response): Promise<T> {
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return JSON.parse(text)
}
