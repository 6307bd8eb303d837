// samlp.js PORT SP ACS KEY CERTIFICATE: samlp as an identity provider without a password,
// at http://127.0.0.1:PORT, for the service provider called SP. /start begins a login here, ?sp=NAME one for another.
const fs = require('fs');
const http = require('http');
const url = require('url');
const samlp = require('samlp');

const [port, sp, acs, key, cert] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;
const options = {
  issuer: 'urn:samlp.company.test', key: fs.readFileSync(key), cert: fs.readFileSync(cert),
  getPostURL: (audience, request, req, done) => done(null, acs),
  getUserFromRequest: () => ({
    id: 'ana@company.test', emails: [{ value: 'ana@company.test' }], displayName: 'Ana Agent',
    name: { givenName: 'Ana', familyName: 'Agent' }, provider: 'company',
  }),
  signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256', lifetimeInSeconds: 300,
  nameIdentifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  redirectEndpointPath: '/sso', postEndpointPath: '/sso',
};

http.createServer((req, res) => {
  const { pathname, query } = url.parse(req.url, true);
  Object.assign(req, { query, body: {}, originalUrl: req.url, protocol: 'http', get: (name) => req.headers[name.toLowerCase()] });
  Object.assign(res, {
    status(code) { res.statusCode = code; return res; },
    set(name, value) { res.setHeader(name, value); return res; },
    header(name, value) { res.setHeader(name, value); return res; },
    send(text) { res.end(text); },
  });
  const failed = (err) => { res.statusCode = 500; res.end(String(err && err.stack)); };
  switch (pathname) {
    case '/metadata': return samlp.metadata(options)(req, res, failed);
    case '/sso': return samlp.auth({ ...options, audience: sp, recipient: acs, destination: acs, RelayState: query.RelayState })(req, res, failed);
    case '/start': return samlp.auth({ ...options, audience: query.sp || sp, recipient: acs, destination: acs })(req, res, failed);
    default: res.statusCode = 404; res.end();
  }
}).listen(Number(port), '127.0.0.1');
