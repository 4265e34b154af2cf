// What a Fastify route costs that does nothing: the baseline of every route, of a start, and of memory.
// Plain JavaScript, because stripping types would take time and memory that the product does not.
import Fastify from 'fastify'

const app = Fastify()

app.get(
  '/hello',
  {
    schema: {
      response: {
        200: {
          type: 'object',
          properties: { userId: { type: 'string' }, role: { type: 'string' } },
          required: ['userId', 'role'],
        },
      },
    },
  },
  async () => ({ userId: '0198c6f4-3a5e-7b1c-9d2e-5f6a7b8c9d0e', role: 'user' }),
)

await app.listen({ host: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ url: app.listeningOrigin }))
