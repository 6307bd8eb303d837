// Issues one response for each way to sign: samlify as identity provider.
//
// Reads the pair as JSON from stdin, writes {message, assertion, both}.
const fs = require('fs');
const samlify = require('samlify');

const pair = JSON.parse(fs.readFileSync(0, 'utf8'));
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const basic = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';

const statement = '<saml:AuthnStatement AuthnInstant="{AuthnInstant}" SessionIndex="_session-1"><saml:AuthnContext><saml:AuthnContextClassRef>' +
  'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>';

const idp = samlify.IdentityProvider({
  entityID: pair.idp, signingCert: fs.readFileSync(pair.certificate), privateKey: fs.readFileSync(pair.key),
  requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  nameIDFormat: [persistent], singleSignOnService: [{ Binding: post, Location: pair.sso }],
  loginResponseTemplate: {
    context: samlify.SamlLib.defaultLoginResponseTemplate.context.replace('{AuthnStatement}', statement),
    attributes: [{ name: 'mail', valueTag: 'user.email', nameFormat: basic, valueXsiType: 'xs:string' }],
  },
});

// What this library takes from its caller: the values of its template.
function fill(template) {
  const now = Date.now(), at = (ms) => new Date(now + ms).toISOString(), later = at(15 * 60 * 1000), id = idp.entitySetting.generateID();
  return {
    id,
    context: samlify.SamlLib.replaceTagsByValue(template, {
      ID: id, AssertionID: idp.entitySetting.generateID(), Issuer: pair.idp, IssueInstant: at(0), InResponseTo: pair.request,
      Destination: pair.acs, Audience: pair.sp, EntityID: pair.sp, SubjectRecipient: pair.acs, AssertionConsumerServiceURL: pair.acs,
      NameIDFormat: persistent, NameID: pair.name_id, StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
      ConditionsNotBefore: at(0), ConditionsNotOnOrAfter: later, SubjectConfirmationDataNotOnOrAfter: later,
      AuthnInstant: at(0),
      attrUserEmail: pair.name_id,
    }),
  };
}

(async () => {
  const out = {};
  for (const part of ['message', 'assertion', 'both']) {
    const sp = samlify.ServiceProvider({
      entityID: pair.sp, nameIDFormat: [persistent], wantAssertionsSigned: part !== 'message', wantMessageSigned: part !== 'assertion',
      assertionConsumerService: [{ Binding: post, Location: pair.acs }],
    });
    const request = { extract: { request: { id: pair.request } } };
    const sent = await idp.createLoginResponse(sp, request, 'post', { email: pair.name_id }, fill);
    out[part] = Buffer.from(sent.context, 'base64').toString('utf8');
  }
  fs.writeSync(1, JSON.stringify(out));
})();
