<?php
$metadata['https://mellon.contact.test:{{.Port}}/mellon/metadata'] = [
    'AssertionConsumerService' => 'https://mellon.contact.test:{{.Port}}/mellon/postResponse',
    'SingleLogoutService' => 'https://mellon.contact.test:{{.Port}}/mellon/logout',
    'saml20.sign.response' => true, 'saml20.sign.assertion' => true,
];
$metadata['https://shib.contact.test/entity'] = [
    'AssertionConsumerService' => 'https://shib.contact.test:{{.Port}}/Shibboleth.sso/SAML2/POST',
    'SingleLogoutService' => 'https://shib.contact.test:{{.Port}}/Shibboleth.sso/SLO/Redirect',
    'saml20.sign.response' => true, 'saml20.sign.assertion' => false,
];
