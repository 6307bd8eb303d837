"""pysaml2.py PORT SP-METADATA KEY CERTIFICATE: pysaml2 as an identity provider without a
password, at http://127.0.0.1:PORT, for one service provider. /start begins a login here.
"""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import create_metadata_string
from saml2.saml import NAMEID_FORMAT_EMAILADDRESS, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

port, sp, key, certificate = sys.argv[1:]
base = f"http://127.0.0.1:{port}"
config = IdPConfig()
config.load(
    {
        "entityid": "urn:pysaml2.company.test",
        "key_file": key,
        "cert_file": certificate,
        "metadata": {"local": [sp]},
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": [(base + "/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 5}}},
            }
        },
    }
)
idp = Server(config=config)
described = create_metadata_string(None, config=config)
platform = idp.metadata.service_providers()[0]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        at = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(at.query).items()}
        if at.path == "/metadata":
            return self.say(described, "application/samlmetadata+xml")
        if at.path == "/sso":
            request = idp.parse_authn_request(asked["SAMLRequest"], BINDING_HTTP_REDIRECT).message
            to = idp.response_args(request, [BINDING_HTTP_POST])
        elif at.path == "/start":
            _, acs = idp.pick_binding("assertion_consumer_service", [BINDING_HTTP_POST], "spsso", entity_id=platform)
            to = {"in_response_to": None, "destination": acs, "sp_entity_id": platform}
        else:
            return self.send_error(404)
        response = idp.create_authn_response(
            {"mail": ["ana@company.test"], "givenName": ["Ana"], "sn": ["Agent"]},
            in_response_to=to["in_response_to"],
            destination=to["destination"],
            sp_entity_id=to["sp_entity_id"],
            name_id=NameID(format=NAMEID_FORMAT_EMAILADDRESS, text="ana@company.test"),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", "authn_auth": base},
            sign_response=True,
            sign_assertion=True,
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
        )
        sent = idp.apply_binding(BINDING_HTTP_POST, str(response), to["destination"], asked.get("RelayState", ""), response=True)
        return self.say(sent["data"].encode(), "text/html")

    def say(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()
