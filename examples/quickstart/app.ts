import Fastify from 'fastify'
import { admin, latchkey, session } from 'latchkey'

const app = Fastify()
await app.register(latchkey, {
  database: process.env['DATABASE_URL'] ?? '.latchkey-quickstart',
  secret: process.env['AUTH_SECRET'] ?? 'replace-me-before-anybody-else-signs-in',
})

app.get('/hello', { security: session }, async (request) => {
  const user = await request.user()
  return `Hello ${user.username}`
})
app.get('/admin', { security: admin }, async () => 'Only admins read this')

console.log(await app.listen({ port: Number(process.env['PORT'] ?? 3001) }))
