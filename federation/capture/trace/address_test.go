package trace

import "testing"

// Two hosts are of one owner where a browser takes them for one site.
func TestSite(t *testing.T) {
	for host, want := range map[string]string{
		"login.idp.example:8443": "idp.example", "idp.example": "idp.example", "a.b.customer.co.uk": "customer.co.uk",
		"contoso.azurewebsites.net": "contoso.azurewebsites.net", "10.1.2.3:443": "10.1.2.3", "localhost": "localhost", "": "",
	} {
		if got := site(host); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
}
