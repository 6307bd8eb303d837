#!/usr/bin/perl
# The portal of LemonLDAP::NG on this machine alone, with the people of its demonstration.
# It is an OpenID provider for one client, with keys made now; where it is told of saml
# (the metadata of a service provider, and files with a key and its certificate), it is an
# identity provider for that one. It prints its address and ends with its input.
use strict;
use warnings;
use File::Temp;
use IO::Socket::INET;
use JSON;

# Pictures against robots need packages that nobody logs in with here.
package Lemonldap::NG::Portal::Captcha::None;
use Mouse;
extends 'Lemonldap::NG::Portal::Main::Plugin';
sub init { 1 }
$INC{'Lemonldap/NG/Portal/Captcha/None.pm'} = 1;

package main;

my $told   = decode_json( $ARGV[0] );
my $folder = File::Temp->newdir;
mkdir "$folder/$_" for qw(sessions conf);
my $port = do {
    my $s = IO::Socket::INET->new( Listen => 1, LocalAddr => '127.0.0.1' ) or die $!;
    $s->sockport;
};
my $issuer = "http://127.0.0.1:$port";
my $key    = `openssl genrsa 2048 2>/dev/null`;
open my $pipe, '|-', "openssl rsa -pubout -out $folder/public 2>/dev/null" or die $!;
print $pipe $key;
close $pipe;

sub text { local ( @ARGV, $/ ) = @_; <> }

sub put {
    my ( $file, $text ) = @_;
    open my $out, '>', $file or die $!;
    print $out $text;
    close $out;
}
my %saml;
if ( my $to = $told->{saml} ) {
    %saml = (
        issuerDBSAMLActivation => 1, samlServicePrivateKeySig => text( $to->{key} ), samlServicePublicKeySig => text( $to->{certificate} ),
        # A password without TLS is of its first level, which it would call unspecified.
        samlAuthnContextMapPasswordProtectedTransport => 1, samlIDPSSODescriptorWantAuthnRequestsSigned => 0,
        samlSPMetaDataXML => { sp => { samlSPMetaDataXML => text( $to->{metadata} ) } },
        samlSPMetaDataExportedAttributes => { sp => { mail => '1;mail' } },
        samlSPMetaDataOptions            => {
            sp => {
                samlSPMetaDataOptionsNameIDFormat => 'email', samlSPMetaDataOptionsSignSSOMessage => 1, samlSPMetaDataOptionsSignSLOMessage => 1,
                samlSPMetaDataOptionsCheckSSOMessageSignature => 0, samlSPMetaDataOptionsCheckSLOMessageSignature => 0,
                samlSPMetaDataOptionsEnableIDPInitiatedURL => 1, samlSPMetaDataOptionsEncryptionMode => 'none',
            }
        }
    );
}
my %store = (
    Directory     => "$folder/sessions",
    LockDirectory => "$folder/sessions"
);
my %paths = map { ( "oidcServiceMetaData$_->[0]URI" => $_->[1] ) }
  (
    [ Authorize => 'authorize' ], [ Token => 'token' ],     [ UserInfo => 'userinfo' ], [ JWKS => 'jwks' ],
    [ EndSession => 'logout' ],   [ Registration => 'register' ], [ CheckSession => 'checksession' ],
    [ FrontChannel => 'flogout' ], [ BackChannel => 'blogout' ],  [ Introspection => 'introspect' ],
  );
put(
    "$folder/conf/lmConf-1.json",
    encode_json(
        {
            cfgNum => 1, cfgAuthor => 'peer', cfgDate => 1, cfgVersion => '2.16.1', domain => '127.0.0.1',
            portal => "$issuer/", key => 'of this run alone', cookieName => 'lemonldap', securedCookie => 0,
            authentication => 'Demo', userDB => 'Same', registerDB => 'Null', passwordDB => 'Null', captcha => '::Captcha::None',
            demoExportedVars => { cn => 'cn', mail => 'mail', uid => 'uid' }, exportedVars => {}, whatToTrace => 'uid',
            locationRules => { '127.0.0.1' => { default => 'accept' } }, exportedHeaders => {}, requireToken => 0, portalSkin => 'bootstrap',
            globalStorage => 'Apache::Session::File', globalStorageOptions => {%store},
            persistentStorage => 'Apache::Session::File', persistentStorageOptions => {%store},
            issuerDBOpenIDConnectActivation => 1, oidcServiceMetaDataIssuer => $issuer, oidcServiceAllowAuthorizationCodeFlow => 1,
            oidcServicePrivateKeySig => $key, oidcServicePublicKeySig => text("$folder/public"), oidcServiceKeyIdSig => 'peer-1',
            oidcServiceAuthorizationCodeExpiration => 60, oidcServiceIDTokenExpiration => 3600, oidcServiceAccessTokenExpiration => 3600,
            oidcRPMetaDataExportedVars => { rp => { email => 'mail', name => 'cn' } },
            oidcRPMetaDataOptions => {
                rp => {
                    oidcRPMetaDataOptionsClientID => $told->{client_id} // 'none', oidcRPMetaDataOptionsClientSecret => $told->{client_secret},
                    oidcRPMetaDataOptionsRedirectUris => $told->{redirect_uri}, oidcRPMetaDataOptionsIDTokenSignAlg => 'RS256',
                    oidcRPMetaDataOptionsBypassConsent => 1, oidcRPMetaDataOptionsIDTokenForceClaims => 1,
                    oidcRPMetaDataOptionsIDTokenExpiration => 3600, oidcRPMetaDataOptionsUserIDAttr => 'mail',
                }
            },
            %paths, %saml
        }
    )
);
put( "$folder/lemonldap-ng.ini", <<"END" );
[all]
logLevel = error
localSessionStorage =
[configuration]
type = File
dirName = $folder/conf
localStorage =
[portal]
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = en
END
$ENV{LLNG_DEFAULTCONFFILE} = "$folder/lemonldap-ng.ini";
require Lemonldap::NG::Portal::Main;
require HTTP::Server::PSGI;
my $app = Lemonldap::NG::Portal::Main->run( { protection => 'none' } );
$| = 1;
if ( my $server = fork ) {
    1 while <STDIN>;
    kill TERM => $server;
    waitpid $server, 0;
    exit;
}
$folder->unlink_on_destroy(0);
HTTP::Server::PSGI->new(
    host => '127.0.0.1', port => $port, timeout => 20,
    server_ready => sub { print "$issuer\n" }
)->run($app);
