// Issues one response for each way to sign: samlp as identity provider.
//
// Reads the pair as JSON from stdin, writes {message, assertion, both}.
const fs = require('fs');
const samlp = require('samlp');

const pair = JSON.parse(fs.readFileSync(0, 'utf8'));
const user = {
  id: pair.name_id, emails: [{ value: pair.name_id }], displayName: 'Ann Agent',
  name: { givenName: 'Ann', familyName: 'Agent' }, provider: 'contoso',
  groups: ['Agents', 'Supervisors', 'Quality'].flatMap((g) => ['Dublin', 'Leeds', 'Manila', 'Austin'].map((c) => `Contact centre ${g}, ${c}`)),
};

const out = {};
const parts = ['message', 'assertion', 'both'];
(function next(i) {
  if (i === parts.length) return fs.writeSync(1, JSON.stringify(out));
  samlp.getSamlResponse({
    issuer: pair.idp, audience: pair.sp, destination: pair.acs, recipient: pair.acs, inResponseTo: pair.request,
    key: fs.readFileSync(pair.key), cert: fs.readFileSync(pair.certificate),
    signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256', lifetimeInSeconds: 900,
    nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    sessionIndex: '_session-1',
    signResponse: parts[i] !== 'assertion', signAssertion: parts[i] !== 'message',
  }, user, (err, xml) => {
    if (err) throw err;
    out[parts[i]] = xml;
    next(i + 1);
  });
})(0);
