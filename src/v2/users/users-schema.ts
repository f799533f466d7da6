/** Users on the wire (docs/behaviour/accounts.md, Users). */
import { type Static, Type } from 'typebox';
import { ApiPolicy, roleFields } from '../../access/roles.ts';
import { ListMetadata, pageQuery } from '../../http/lists.ts';

const email = Type.String({ format: 'email' });
const description = Type.Optional(Type.String({ maxLength: 255 }));

export const CreateUserRequest = Type.Object({
  email,
  username: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'The email when left out.' })),
  description,
  ...roleFields,
});
export type CreateUserRequest = Static<typeof CreateUserRequest>;

export const UpdateUserRequest = Type.Object({ enabled: Type.Optional(Type.Boolean()), description, ...roleFields });
export type UpdateUserRequest = Static<typeof UpdateUserRequest>;

const user = {
  id: Type.String({ pattern: 'usr_.+' }),
  email,
  username: Type.Optional(Type.String({ maxLength: 128 })),
  enabled: Type.Optional(Type.Boolean()),
  description,
  created_at: Type.Optional(Type.String({ format: 'date-time' })),
  updated_at: Type.Optional(Type.String({ format: 'date-time' })),
  ...roleFields,
  api_policy: Type.Optional(ApiPolicy),
};
export const User = Type.Object(user);
export type User = Static<typeof User>;

/** Never filled: nobody signs in here, so there is no password to set. */
const oneTimeCode = { one_time_code: Type.Optional(Type.String()), one_time_code_link: Type.Optional(Type.String()) };

export const CreatedUser = Type.Object({ ...user, ...oneTimeCode });
export const ResetPasswordResponse = Type.Object(oneTimeCode);

export const ListUsersQuery = Type.Object({
  corpus_key: Type.Optional(Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-zA-Z0-9_=-]+$' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListUsersResponse = Type.Object({ users: Type.Array(User), metadata: ListMetadata });
