"""Issues one response for each way to sign: python3-pysaml2 as identity provider.

Reads the pair as JSON from stdin, writes {"message": xml, "assertion": xml, "both": xml}.
"""
import json
import sys

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

pair = json.load(sys.stdin)

MD = "urn:oasis:names:tc:SAML:2.0:metadata"
sp = (
    f'<md:EntityDescriptor xmlns:md="{MD}" entityID="{pair["sp"]}">'
    '<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
    f'<md:AssertionConsumerService Binding="{BINDING_HTTP_POST}" Location="{pair["acs"]}" index="0"/>'
    "</md:SPSSODescriptor></md:EntityDescriptor>"
)

config = IdPConfig()
config.load(
    {
        "entityid": pair["idp"],
        "key_file": pair["key"],
        "cert_file": pair["certificate"],
        "metadata": {"inline": [sp]},
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": [(pair["sso"], BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 15}}},
            }
        },
    }
)
idp = Server(config=config)

out = {}
for part in ("message", "assertion", "both"):
    out[part] = str(
        idp.create_authn_response(
            {"mail": [pair["name_id"]], "givenName": ["Ann"], "sn": ["Agent"]},
            pair["request"],
            pair["acs"],
            pair["sp"],
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, sp_name_qualifier=pair["sp"], text=pair["name_id"]),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", "authn_auth": pair["idp"]},
            sign_response=part != "assertion",
            sign_assertion=part != "message",
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
        )
    )
json.dump(out, sys.stdout)
