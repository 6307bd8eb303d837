// nodesaml.js PORT IDP-CERTIFICATE IDP-SSO: @node-saml/node-saml as a service provider at
// http://127.0.0.1:PORT, whose page /secret/ wants a login.
const fs = require('fs');
const http = require('http');
const { SAML, ValidateInResponseTo } = require('@node-saml/node-saml');

const [port, certificate, entryPoint] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;
const saml = new SAML({
  entryPoint, idpCert: fs.readFileSync(certificate, 'utf8'), issuer: 'urn:nodesaml.contact.test', callbackUrl: `${base}/acs`,
  audience: 'urn:nodesaml.contact.test', wantAssertionsSigned: false, wantAuthnResponseSigned: false, identifierFormat: null,
  validateInResponseTo: ValidateInResponseTo.always, disableRequestedAuthnContext: true,
});

const body = async (req) => {
  let text = '';
  for await (const part of req) text += part;
  return Object.fromEntries(new URLSearchParams(text));
};

http.createServer(async (req, res) => {
  try {
    if (req.url === '/secret/') {
      res.writeHead(302, { Location: await saml.getAuthorizeUrlAsync('here', undefined, {}) });
      res.end();
    } else if (req.url === '/acs') {
      const { profile } = await saml.validatePostResponseAsync(await body(req));
      res.end(`you are in, ${profile.nameID}`);
    } else {
      res.writeHead(404);
      res.end();
    }
  } catch (err) {
    res.writeHead(403);
    res.end(String(err));
  }
}).listen(Number(port), '127.0.0.1');
