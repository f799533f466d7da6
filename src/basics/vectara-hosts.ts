/** Of Vectara's API, and of the tokens for it: what clients go to whose address cannot be set. */
export const VECTARA_HOSTS: readonly string[] = ['api.vectara.io', 'auth.vectara.io'];
