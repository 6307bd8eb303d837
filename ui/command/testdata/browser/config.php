<?php
// SimpleSAMLphp as an identity provider with one user. A template of browser_test.go.
$config = [
    'baseurlpath' => 'https://idp.company.test:{{.Port}}/simplesaml/',
    'certdir' => '{{.Dir}}/', 'loggingdir' => '{{.Dir}}/var/', 'datadir' => '{{.Dir}}/var/', 'tempdir' => '{{.Dir}}/var/',
    'metadatadir' => '{{.Dir}}/',
    'attributenamemapdir' => '/etc/simplesamlphp/attributemap/',
    'technicalcontact_name' => 'Nobody', 'technicalcontact_email' => 'nobody@company.test',
    'secretsalt' => 'for one run on one machine', 'auth.adminpassword' => 'not used here',
    'admin.protectindexpage' => true, 'admin.checkforupdates' => false,
    'timezone' => 'UTC', 'logging.handler' => 'file', 'logging.level' => 5,
    'session.cookie.secure' => true, 'session.cookie.samesite' => 'None',
    'session.phpsession.cookiename' => 'idp', 'session.phpsession.savepath' => '{{.Dir}}/var',
    'store.type' => 'phpsession',
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'language.available' => ['en'], 'language.default' => 'en',
    'metadata.sources' => [['type' => 'flatfile']],
    'authproc.idp' => [],
];
