"""Ways in: sign-in, second factors, passkeys, external identities, invitations, shared machines."""
