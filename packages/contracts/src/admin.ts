import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { page, PageQuery } from './page.ts'
import { choice, Id, JsonObject, line } from './primitives.ts'
import { problem } from './problem.ts'
import { admin } from './security.ts'
import { RevokedSessions, SessionPage } from './sessions.ts'
import { User } from './user.ts'

export const AdminUser = Type.Object(
  {
    ...User.properties,
    appMetadata: Type.Unsafe<JsonObject>({
      ...JsonObject,
      description: 'Data of the application about the user, which he does not see.',
    }),
  },
  {
    title: 'AdminUser',
    description: 'An account, as administrators see it.',
    additionalProperties: false,
  },
)
export type AdminUser = Static<typeof AdminUser>

export const UserQuery = Type.Object(
  {
    query: Type.Optional(
      line({
        minLength: 1,
        maxLength: 254,
        description: 'Part of the address, the username or the name; case makes no difference.',
      }),
    ),
    ...PageQuery.properties,
  },
  { title: 'UserQuery', additionalProperties: false },
)
export type UserQuery = Static<typeof UserQuery>

const UserParams = Type.Object({ userId: Id })

export const adminListUsers = defineOperation({
  operationId: 'adminListUsers',
  method: 'GET',
  url: '/api/admin/users',
  security: admin,
  sdk: 'admin.users.list',
  schema: {
    summary: 'All users, newest first',
    tags: ['admin'],
    querystring: UserQuery,
    response: { 200: page('AdminUserPage', AdminUser) },
  },
})

export const adminGetUser = defineOperation({
  operationId: 'adminGetUser',
  method: 'GET',
  url: '/api/admin/users/:userId',
  security: admin,
  sdk: 'admin.users.get',
  schema: {
    summary: 'One user',
    tags: ['admin'],
    params: UserParams,
    response: { 200: AdminUser, 404: problem('NOT_FOUND') },
  },
})

export const AdminUserUpdate = Type.Object(
  {
    role: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'One of the roles that the server is set up with.',
      }),
    ),
    status: Type.Optional(choice('active', 'disabled')),
    reason: Type.Optional(
      line({
        minLength: 1,
        maxLength: 200,
        description: 'Why. Kept with the sessions that end; the user is not told.',
      }),
    ),
  },
  {
    title: 'AdminUserUpdate',
    description: 'What changes; the rest stays.',
    additionalProperties: false,
  },
)
export type AdminUserUpdate = Static<typeof AdminUserUpdate>

export const adminUpdateUser = defineOperation({
  operationId: 'adminUpdateUser',
  method: 'PATCH',
  url: '/api/admin/users/:userId',
  security: admin,
  sdk: 'admin.users.update',
  schema: {
    summary: 'Change the role of a user, disable or enable him',
    description:
      'Takes effect at once: access tokens that state the old role answer `TOKEN_EXPIRED`, and a refresh brings the new one. Disabling ends every session.',
    tags: ['admin'],
    params: UserParams,
    body: AdminUserUpdate,
    response: { 200: AdminUser, 404: problem('NOT_FOUND'), 409: problem('LAST_ADMIN') },
  },
})

export const adminListUserSessions = defineOperation({
  operationId: 'adminListUserSessions',
  method: 'GET',
  url: '/api/admin/users/:userId/sessions',
  security: admin,
  sdk: 'admin.sessions.list',
  schema: {
    summary: 'Where a user is signed in',
    description: 'The session used last comes first.',
    tags: ['admin'],
    params: UserParams,
    querystring: PageQuery,
    response: { 200: SessionPage, 404: problem('NOT_FOUND') },
  },
})

export const adminRevokeUserSessions = defineOperation({
  operationId: 'adminRevokeUserSessions',
  method: 'DELETE',
  url: '/api/admin/users/:userId/sessions',
  security: admin,
  sdk: 'admin.sessions.revoke',
  schema: {
    summary: 'Sign a user out everywhere',
    tags: ['admin'],
    params: UserParams,
    response: { 200: RevokedSessions, 404: problem('NOT_FOUND') },
  },
})
