/** What is said of one script when somebody asks which would answer. */
import { Type } from 'typebox';

export const Verdict = Type.Object({
  script: Type.String(),
  verdict: Type.Unsafe<'answers' | 'shadowed' | 'does-not-match'>({
    type: 'string',
    enum: ['answers', 'shadowed', 'does-not-match'],
    description: 'shadowed: it matches, but an earlier script answers.',
  }),
  mismatch: Type.Optional(
    Type.Object(
      { condition: Type.String(), wanted: Type.String(), found: Type.String() },
      { description: 'The first condition that fails.' },
    ),
  ),
});
