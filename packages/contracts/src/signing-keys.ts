import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { choice, nullable, Timestamp } from './primitives.ts'
import { admin, recent } from './security.ts'

function moment(description: string) {
  return nullable(Type.String({ ...Timestamp, description }))
}

export const SigningKey = Type.Object(
  {
    kid: Type.String({ description: 'Its name in tokens and in the key set.' }),
    state: choice('current', 'next', 'previous', 'retired'),
    createdAt: Timestamp,
    activatedAt: moment('When it began to sign.'),
    replacedAt: moment('When it stopped signing.'),
    retiredAt: moment('When it stopped verifying.'),
    changesAt: moment('When it takes the next state by itself.'),
  },
  {
    title: 'SigningKey',
    description:
      'A key that signs access tokens. `next` is published and waits, `current` signs, `previous` verifies what it signed, `retired` is not trusted.',
    additionalProperties: false,
  },
)
export type SigningKey = Static<typeof SigningKey>

export const SigningKeyList = Type.Object(
  { data: Type.Array(SigningKey) },
  { title: 'SigningKeyList', additionalProperties: false },
)
export type SigningKeyList = Static<typeof SigningKeyList>

export const SigningKeyRotation = Type.Object(
  {
    emergency: Type.Optional(
      Type.Boolean({
        description:
          'The current key was stolen: nothing it signed is trusted any more. Users stay signed in, by a refresh.',
      }),
    ),
  },
  { title: 'SigningKeyRotation', additionalProperties: false },
)
export type SigningKeyRotation = Static<typeof SigningKeyRotation>

export const rotateSigningKey = defineOperation({
  operationId: 'rotateSigningKey',
  method: 'POST',
  url: '/api/admin/signing-keys/rotate',
  security: { ...admin, ...recent },
  sdk: 'admin.signingKeys.rotate',
  schema: {
    summary: 'Replace the key that signs access tokens',
    description:
      'The next key takes over as soon as it has been published for so long that everybody has it: at once, or within minutes, as `changesAt` tells. Tokens stay valid. Each call asks for one rotation; while one is due already it adds none.',
    tags: ['admin'],
    body: SigningKeyRotation,
    response: { 200: SigningKeyList },
  },
})
