/** Users. They sign in to the service's console, which is not emulated: here they are records. */
import { invalidField } from '../../errors.ts';
import { pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { checkGivenRoles } from '../given-roles.ts';
import { usersOf } from './users-repository.ts';
import * as schema from './users-schema.ts';

export const users = [
  operation(
    'createUser',
    // A corpus that a role names may not be there.
    { summary: 'Create a user.', body: schema.CreateUserRequest, answer: schema.CreatedUser, also: [404] },
    ({ account, principal, body }) => {
      const { username = body.email } = body;
      if (username.length > 128) throw invalidField('body.username', 'is required: the email is too long to be one.');
      // A 400, since this operation declares no 409 (docs/behaviour/accounts.md, Users).
      if (usersOf(account).isTaken(username)) {
        throw invalidField('body.username', `"${username}" is already the name of a user.`);
      }
      checkGivenRoles(principal, body);
      return usersOf(account).create(body);
    },
  ),

  operation(
    'listUsers',
    { summary: 'List users in order of creation.', query: schema.ListUsersQuery, answer: schema.ListUsersResponse },
    ({ account, query: { limit = 10, page_key, corpus_key } }) => {
      const position = readPagePosition(schema.ListUsersQuery, page_key, { corpus_key });
      const wanted = position.filters.corpus_key;
      const matching = usersOf(account)
        .list()
        .filter(({ corpus_roles = [] }) => !wanted || corpus_roles.some((role) => role.corpus_key === wanted));
      const { items, metadata } = pageOf(matching, limit, position);
      return { users: items, metadata };
    },
  ),

  operation('getUser', { summary: 'Get a user by name, email or id.', answer: schema.User }, ({ account, path }) =>
    usersOf(account).get(path.username),
  ),

  operation(
    'updateUser',
    {
      summary: 'Change a user; each list of roles replaces the old one.',
      body: schema.UpdateUserRequest,
      answer: schema.User,
    },
    ({ account, principal, path, body }) => {
      const user = usersOf(account).get(path.username);
      checkGivenRoles(principal, body);
      return usersOf(account).update(user, body);
    },
  ),

  operation('deleteUser', { summary: 'Delete a user.' }, ({ account, path }) =>
    usersOf(account).delete(usersOf(account).get(path.username)),
  ),

  operation(
    'resetUserPassword',
    { summary: 'Does nothing but find the user: nobody signs in here.', answer: schema.ResetPasswordResponse },
    ({ account, path }) => {
      usersOf(account).get(path.username);
      return {};
    },
  ),
];
