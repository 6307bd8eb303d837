// An OpenID provider on this machine alone: one client, keys made now, and whoever
// says who they are is believed. It prints its issuer and ends with its input. With tls,
// the paths of a key and a certificate, it is at https://localhost.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { generateKeyPairSync } from 'node:crypto'

const { Provider } = await import(`${process.env.PEERS}/oidc-provider/lib/index.js`)
const { redirect_uri, tls, ...client } = JSON.parse(process.argv[2])
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
const made = tls ? https.createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }) : http.createServer()
const server = made.listen(0, '127.0.0.1', () => {
  const issuer = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirect_uri], id_token_signed_response_alg: 'RS256' }],
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256', kid: 'peer-1' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    cookies: { keys: ['of this run'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: true }) }),
  })
  server.on('request', provider.callback())
  console.log(issuer)
})
process.stdin.resume().on('end', () => process.exit())
